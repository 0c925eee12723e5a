package io.rlmprov.facts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.desired.Address;
import io.rlmprov.desired.Desired;
import io.rlmprov.desired.Value;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the last apply left on the host, read from {@code record.json}: the third side by which a change of hub.yaml is
 * told from a change on the host. Keys are {@link Address#local()}.
 */
public record Recorded(SortedMap<String, SortedMap<String, Value>> resources) {
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /** No apply has finished on this host. */
    public static Recorded nothing() {
        return new Recorded(new TreeMap<>());
    }

    /** The record of a host on which this was made true. */
    public static Recorded of(Desired desired) {
        SortedMap<String, SortedMap<String, Value>> resources = new TreeMap<>();
        desired.resources().forEach((address, resource) -> {
            if (address.kind() != Address.Kind.SERVER) {
                SortedMap<String, Value> values = new TreeMap<>();
                resource.attributes().forEach((path, attribute) -> values.put(path, attribute.value()));
                resources.put(address.local(), values);
            }
        });
        return new Recorded(resources);
    }

    /**
     * The record as it lies on the host.
     *
     * @throws RlmprovException if it is not one that this version wrote
     */
    public static Recorded parse(String text) {
        if (text.isBlank()) {
            return nothing();
        }
        try {
            JsonNode document = JSON.readTree(text);
            if (document.path("format").asInt() != FORMAT) {
                throw unreadable("it has format " + document.path("format") + ", not " + FORMAT, null);
            }
            SortedMap<String, SortedMap<String, Value>> resources = new TreeMap<>();
            document.path("resources").properties().forEach(resource -> {
                SortedMap<String, Value> values = new TreeMap<>();
                resource.getValue().properties().forEach(field -> values.put(field.getKey(), value(field.getValue())));
                resources.put(resource.getKey(), values);
            });
            return new Recorded(resources);
        } catch (JsonProcessingException e) {
            throw unreadable("it is not JSON", e);
        }
    }

    private static RlmprovException unreadable(String why, @Nullable Throwable cause) {
        String message = "the host's record.json cannot be read: " + why;
        String remedy =
                "Use the version of rlmprov that wrote it, or move the file away: then the next apply adopts what it finds.";
        return cause == null ? new RlmprovException(message, remedy) : new RlmprovException(message, remedy, cause);
    }

    private static Value value(JsonNode node) {
        return node.isObject() ? Value.secret(node.path("hmac").asText()) : Value.of(node.asText());
    }

    /** What was recorded of a resource. */
    public Optional<SortedMap<String, Value>> find(Address address) {
        return Optional.ofNullable(resources.get(address.local()));
    }

    /** As it is written to the host: sorted, secrets as their HMAC. */
    public String toJson() {
        ObjectNode document = JSON.createObjectNode().put("format", FORMAT);
        ObjectNode all = document.putObject("resources");
        resources.forEach((address, values) -> {
            ObjectNode fields = all.putObject(address);
            values.forEach((path, value) -> {
                if (value.sensitive()) {
                    fields.putObject(path).put("hmac", value.text());
                } else {
                    fields.put(path, value.text());
                }
            });
        });
        try {
            return JSON.writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts is always JSON", e);
        }
    }
}
