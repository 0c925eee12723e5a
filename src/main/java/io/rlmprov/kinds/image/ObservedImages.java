package io.rlmprov.kinds.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlmprov.facts.DockerObjects;
import io.rlmprov.facts.HostFacts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the tag of our images that is in use. Several may be there, since images of running servers cannot be removed. In use
 * is the one that the hub runs and the one that settings.json names, otherwise the newest that was built from our contexts.
 * Hubs that were set up by other means call theirs {@code rlm-singleuser}, too.
 */
final class ObservedImages {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HostFacts facts;

    ObservedImages(HostFacts facts) {
        this.facts = facts;
    }

    /** Tag by image name; an image that does not exist is not in it. */
    SortedMap<String, String> tags() {
        SortedMap<String, String> tags = new TreeMap<>();
        tag(Image.HUB, imageOf("hub")).ifPresent(tag -> tags.put(Image.HUB, tag));
        tag(Image.USER, singleuserImage()).ifPresent(tag -> tags.put(Image.USER, tag));
        tag(Image.TLS, imageOf("tls")).ifPresent(tag -> tags.put(Image.TLS, tag));
        return tags;
    }

    private Optional<String> tag(String repository, Optional<String> inUse) {
        List<DockerObjects.Image> images = facts.docker().images().stream()
                .filter(image -> image.repository().equals(repository))
                .toList();
        return images.stream()
                .filter(image -> inUse.filter(image.reference()::equals).isPresent())
                .findFirst()
                .or(() -> images.stream()
                        .filter(image -> !image.kind().isEmpty())
                        .max(Comparator.comparing(DockerObjects.Image::created)))
                .map(DockerObjects.Image::tag);
    }

    private Optional<String> imageOf(String service) {
        return Optional.ofNullable(facts.docker().services().get(service))
                .map(it -> it.container().image());
    }

    private Optional<String> singleuserImage() {
        return facts.settings().map(text -> {
            try {
                return JSON.readTree(text).path("server").path("image").asText();
            } catch (JsonProcessingException e) {
                return "";
            }
        });
    }
}
