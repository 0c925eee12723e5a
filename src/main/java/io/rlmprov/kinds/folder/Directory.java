package io.rlmprov.kinds.folder;

import io.rlmprov.kinds.Resource;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.FileContent;
import io.rlmprov.model.Sha256;
import io.rlmprov.model.Unit;
import io.rlmprov.model.Value;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A folder that is completely ours: a file in it that is not named here goes, and all may enter it.
 *
 * @param files content by relative path
 * @param source whether hub.yaml names the folder or it comes with rlmprov
 */
public record Directory(Address address, SortedMap<String, FileContent> files, Attribute.Source source)
        implements Resource {
    /** The path under which a folder itself is told, with all folders above and in it. */
    static final String ITSELF = "./";

    /** Mode and owner of a folder that all may enter. */
    static final String OPEN = "0755 root:root";

    @Override
    public SortedMap<String, Attribute> attributes() {
        SortedMap<String, Attribute> all = new TreeMap<>();
        files.forEach((path, content) ->
                all.put(path, new Attribute(Value.of(content.mark()).in(Unit.FILE), absent(path), false)));
        all.put(ITSELF, Attribute.config(OPEN));
        return all;
    }

    /** Certificates come from hub.yaml, wherever the other files come from. */
    @Override
    public Attribute.Source absent(String path) {
        return path.startsWith(Folder.TRUST) ? Attribute.Source.CONFIG : source;
    }

    /**
     * The tag of an image that is built from this: 12 hexadecimal digits. {@code setup.sh} makes the same one, so that
     * its images are found again.
     *
     * @param base name of the base image
     */
    public String imageTag(String base) {
        return Sha256.of(digest() + " " + base + "\n").substring(0, 12);
    }

    /**
     * A digest of all names, contents and rights to execute: of what {@code sha256sum} prints for each file, then of
     * those that can be executed, both by path.
     */
    public String digest() {
        StringBuilder lines = new StringBuilder();
        files.forEach((path, content) ->
                lines.append(content.sha256()).append("  ./").append(path).append('\n'));
        files.forEach((path, content) -> {
            if (content.executable()) {
                lines.append("./").append(path).append('\n');
            }
        });
        return Sha256.of(lines.toString());
    }
}
