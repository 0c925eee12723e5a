package io.rlmprov.kinds.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.facts.ProbeOutput;
import io.rlmprov.model.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How the containers of the stack were made, from what the probe prints of them. */
final class InspectedServices {
    /** The field of a container that compose has not made for us, whatever its labels say. */
    static final String MADE = "made by";

    private final Map<String, JsonNode> containers = new HashMap<>();
    private final Map<String, JsonNode> images = new HashMap<>();
    private final Map<String, String> networks = new HashMap<>();
    private final Environments environments;
    /** Ids of the containers that our script has made, by service; empty on a host where it has not kept them. */
    private final Map<String, String> made = new HashMap<>();

    InspectedServices(HostFacts facts) {
        environments = new Environments(facts);
        ProbeOutput probe = facts.probe();
        probe.objects("containers").forEach(it -> containers.put(name(it), it));
        probe.told("containers", "made")
                .map(line -> line.split(" ", -1))
                .filter(part -> part.length == 2)
                .forEach(part -> made.put(part[0], part[1]));
        probe.objects("images").forEach(it -> images.put(it.path("id").asText(), it));
        Stream.concat(probe.objects("networks"), probe.objects("networks", "control "))
                .forEach(it ->
                        networks.put(it.path("name").asText(), it.path("id").asText()));
    }

    private static String name(JsonNode container) {
        return container.path("name").asText().replaceFirst("^/", "");
    }

    /**
     * Of a container: how it was made, and its environment.
     *
     * @param usual name that it should have
     * @param container name that it has
     */
    SortedMap<String, Value> setup(String usual, String container) {
        JsonNode inspected = containers.getOrDefault(container, JsonNodeFactory.instance.missingNode());
        JsonNode image =
                images.getOrDefault(inspected.path("imageId").asText(), JsonNodeFactory.instance.missingNode());
        SortedMap<String, Value> setup = new TreeMap<>(new InspectedSetup(usual, inspected, image, networks).values());
        setup.putAll(environments.of(container));
        String id = inspected.path("id").asText("");
        if (!made.isEmpty()
                && !id.isEmpty()
                && !id.equals(made.get(inspected.path("service").asText()))) {
            setup.put(MADE, Value.of("somebody else"));
        }
        return setup;
    }
}
