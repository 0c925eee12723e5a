package io.rlmprov.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Resource;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Attribute.Source;
import io.rlmprov.model.Value;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the last apply left on the host, read from {@code record.json}: the third side by which a change of hub.yaml is
 * told from a change on the host.
 *
 * <pre>{@code
 * { "format": 2,
 *   "resources": {
 *     "file/settings.json": { "idle.timeout": 3600, "mode": "0644" },
 *     "file/secrets.env": { "OPENAI_API_KEY": { "hmac": "5f1c..." } } } }
 * }</pre>
 *
 * <p>Format 1 kept every value as a text.
 *
 * @param resources attributes by {@link Address#local()}
 * @param outdated whether the record has an older format
 */
public record Recorded(SortedMap<String, SortedMap<String, Value>> resources, boolean outdated) {
    private static final int FORMAT = 2;
    private static final Set<Integer> READABLE = Set.of(1, FORMAT);
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /** No apply has finished on this host. */
    public static Recorded nothing() {
        return new Recorded(new TreeMap<>(), false);
    }

    /** The record of a host on which this was made true. */
    public static Recorded of(Desired desired, List<Kind> kinds) {
        Set<String> kept = kinds.stream().filter(Kind::recorded).map(Kind::name).collect(Collectors.toSet());
        SortedMap<String, SortedMap<String, Value>> resources = new TreeMap<>();
        desired.resources().forEach((address, resource) -> {
            if (kept.contains(address.kind())) {
                SortedMap<String, Value> values = new TreeMap<>();
                resource.attributes().forEach((path, attribute) -> values.put(path, attribute.value()));
                resources.put(address.local(), values);
            }
        });
        return new Recorded(resources, false);
    }

    /**
     * The record after a plan of which changes were left out: of those it keeps what it had.
     *
     * @param leftOut addresses of the changes
     * @param before the record until now
     */
    Recorded except(Collection<Address> leftOut, Recorded before) {
        SortedMap<String, SortedMap<String, Value>> kept = new TreeMap<>(resources);
        for (Address address : leftOut) {
            kept.remove(address.local());
            // A record in an older format has other forms of values.
            before.find(address.local())
                    .filter(_ -> !before.outdated())
                    .ifPresent(values -> kept.put(address.local(), values));
        }
        return new Recorded(kept, false);
    }

    /** The record without resources that were destroyed. */
    Recorded without(Collection<Address> gone) {
        SortedMap<String, SortedMap<String, Value>> kept = new TreeMap<>(resources);
        gone.forEach(address -> kept.remove(address.local()));
        return new Recorded(kept, false);
    }

    /**
     * The record as it lies on the host.
     *
     * @throws RlmprovException if it is not one that this version can read
     */
    public static Recorded parse(String text) {
        if (text.isBlank()) {
            return nothing();
        }
        try {
            JsonNode document = JSON.readTree(text);
            int format = document.path("format").asInt();
            if (!READABLE.contains(format)) {
                throw unreadable("it has format " + document.path("format") + ", not " + FORMAT, null);
            }
            SortedMap<String, SortedMap<String, Value>> resources = new TreeMap<>();
            document.path("resources").properties().forEach(resource -> {
                SortedMap<String, Value> values = new TreeMap<>();
                resource.getValue().properties().forEach(field -> values.put(field.getKey(), value(field, format)));
                resources.put(resource.getKey(), values);
            });
            return new Recorded(resources, format != FORMAT);
        } catch (JsonProcessingException e) {
            throw unreadable("it is not JSON", e);
        }
    }

    private static Value value(java.util.Map.Entry<String, JsonNode> field, int format) {
        return format == 1 && field.getValue().isTextual()
                ? Value.untyped(field.getValue().textValue())
                : Value.fromJson(field.getValue());
    }

    private static RlmprovException unreadable(String why, @Nullable Throwable cause) {
        String message = "the host's record.json cannot be read: " + why;
        String remedy =
                "Use the version of rlmprov that wrote it, or move the file away: then the next apply adopts what it finds.";
        return cause == null ? new RlmprovException(message, remedy) : new RlmprovException(message, remedy, cause);
    }

    /** What was recorded of a resource, by {@link Address#local()}. */
    public Optional<SortedMap<String, Value>> find(String local) {
        return Optional.ofNullable(resources.get(local));
    }

    /** What the last apply left, as something that should exist again: by it the host is compared with its own past. */
    Desired left(String host) {
        return Desired.of(
                resources.entrySet().stream()
                        .flatMap(entry -> Address.parse(host + "/" + entry.getKey())
                                .map(address -> new Left(address, entry.getValue()))
                                .stream())
                        .toList(),
                List.of());
    }

    /** A resource as the last apply left it. */
    private record Left(Address address, SortedMap<String, Value> values) implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            SortedMap<String, Attribute> attributes = new TreeMap<>();
            values.forEach((path, value) -> attributes.put(path, new Attribute(value, Source.CONFIG, false)));
            return attributes;
        }
    }

    /** Whether the record has just these attributes of a resource. */
    public boolean holds(Address address, SortedMap<String, Value> values) {
        return !outdated && Optional.of(values).equals(find(address.local()));
    }

    /** The text of {@code record.json}: sorted, secrets as their HMAC. */
    public String toJson() {
        ObjectNode document = JSON.createObjectNode().put("format", FORMAT);
        ObjectNode all = document.putObject("resources");
        resources.forEach((address, values) -> {
            ObjectNode fields = all.putObject(address);
            values.forEach((path, value) -> fields.set(path, value.toJson()));
        });
        try {
            return JSON.writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts is always JSON", e);
        }
    }
}
