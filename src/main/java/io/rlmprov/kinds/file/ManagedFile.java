package io.rlmprov.kinds.file;

import io.rlmprov.kinds.Resource;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.FileContent;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file whose content rlmprov writes.
 *
 * @param mode permissions in octal, as {@code 0600}
 * @param owner user and group, as {@code root:root}
 * @param content all of it
 * @param fields what to compare, by path within the file
 * @param dependencies what the file names
 */
public record ManagedFile(
        Address address,
        String mode,
        String owner,
        FileContent content,
        SortedMap<String, Attribute> fields,
        List<Dependency> dependencies)
        implements Resource {
    /** The owner of all files but those that a service without rights reads alone. */
    public static final String ROOT = "root:root";

    /** A file of root's. */
    public ManagedFile(
            Address address,
            String mode,
            FileContent content,
            SortedMap<String, Attribute> fields,
            List<Dependency> dependencies) {
        this(address, mode, ROOT, content, fields, dependencies);
    }

    @Override
    public SortedMap<String, Attribute> attributes() {
        SortedMap<String, Attribute> all = new TreeMap<>(fields);
        all.put("mode", Attribute.config(mode));
        all.put("owner", Attribute.config(owner));
        return all;
    }
}
