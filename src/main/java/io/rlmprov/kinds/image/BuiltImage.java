package io.rlmprov.kinds.image;

import io.rlmprov.kinds.Resource;
import io.rlmprov.kinds.engine.DockerEngine;
import io.rlmprov.kinds.folder.Folder;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Contents;
import io.rlmprov.model.Unit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An image that is built on the host.
 *
 * @param context folder on the host, relative to the hub's
 * @param tag from the digest of all that goes in, so that an unchanged context is never built again
 * @param base name of the base image
 * @param baseArchive archive of the base image on the operator's machine
 */
public record BuiltImage(
        Address address, String context, String tag, String base, Optional<Contents.Archive> baseArchive)
        implements Resource {
    /** Said of the id, which is known when the image was built. */
    static final String AS_BUILT = "as built";

    @Override
    public SortedMap<String, Attribute> attributes() {
        return new TreeMap<>(
                Map.of("id", Attribute.shipped(AS_BUILT).in(Unit.COMPOSED), "tag", Attribute.consequence(tag)));
    }

    @Override
    public List<Dependency> dependencies() {
        return List.of(
                Dependency.input(new Address(address.host(), Folder.NAME, context)),
                Dependency.order(DockerEngine.on(address.host())));
    }

    /** The image as an engine names it. */
    public String reference() {
        return address.name() + ":" + tag;
    }
}
