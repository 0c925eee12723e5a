package io.rlmprov.kinds.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.model.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How the containers of the stack were made, from what the probe prints of them. */
final class InspectedServices {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTROL = "control ";

    private final Map<String, JsonNode> containers = new HashMap<>();
    private final Map<String, JsonNode> images = new HashMap<>();
    private final Map<String, String> networks = new HashMap<>();
    private final Environments environments;

    InspectedServices(HostFacts facts) {
        environments = new Environments(facts);
        objects(facts, "containers").forEach(it -> containers.put(name(it), it));
        objects(facts, "images").forEach(it -> images.put(it.path("id").asText(), it));
        objects(facts, "networks")
                .forEach(it ->
                        networks.put(it.path("name").asText(), it.path("id").asText()));
    }

    private static String name(JsonNode container) {
        return container.path("name").asText().replaceFirst("^/", "");
    }

    private static Stream<JsonNode> objects(HostFacts facts, String section) {
        return facts.probe().lines(section).stream()
                .map(line -> line.startsWith(CONTROL) ? line.substring(CONTROL.length()) : line)
                .filter(line -> line.startsWith("{"))
                .map(InspectedServices::object);
    }

    private static JsonNode object(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("the facts were read from it", e);
        }
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
        return setup;
    }
}
