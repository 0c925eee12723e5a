package io.rlmprov.kinds.image;

import io.rlmprov.facts.DockerObjects;
import io.rlmprov.facts.HostFacts;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Ids of the images that were built on the host, by name and tag. A name can be given to any image: only the id tells whether
 * it is the one that was built.
 *
 * @param built as the host keeps them
 * @param present of the images that the engine has under these names
 */
public record BuiltIds(Map<String, String> built, Map<String, String> present) {
    /** As the host has kept them. */
    public static BuiltIds of(HostFacts facts) {
        Map<String, String> built = new HashMap<>();
        facts.probe()
                .told("images", "built")
                .map(line -> line.split(" ", -1))
                .filter(part -> part.length == 2)
                .forEach(part -> built.put(part[0], part[1]));
        Map<String, String> present = new HashMap<>();
        facts.docker().images().forEach(image -> present.put(image.reference(), image.id()));
        return new BuiltIds(Map.copyOf(built), Map.copyOf(present));
    }

    /** Whether an image is the one that was built under its name; empty if the host has not kept that. */
    public Optional<Boolean> genuine(String reference) {
        return Optional.ofNullable(built.get(reference)).map(id -> id.equals(present.get(reference)));
    }

    /** The image that a container runs: its name, and its id if that is not the one that was built. */
    public String image(DockerObjects.Container container) {
        String reference = container.image();
        Optional<String> right =
                Optional.ofNullable(built.get(reference)).or(() -> Optional.ofNullable(present.get(reference)));
        String id = container.imageId();
        return id.isEmpty() || right.filter(it -> !it.equals(id)).isEmpty()
                ? reference
                : reference + " (in truth " + id + ")";
    }
}
