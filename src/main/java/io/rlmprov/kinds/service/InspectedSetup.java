package io.rlmprov.kinds.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rlmprov.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a container was made, as the engine tells it, by the names that compose has for it. What is as an engine makes it by
 * itself is not in it, and what an engine knows that is not named here is not compared: a newer engine may know more.
 */
final class InspectedSetup {
    /** Fields of the host's configuration that say what a container may use; 0, -1 and nothing are no limit. */
    private static final List<String> LIMITS = List.of(
            "Memory",
            "MemorySwap",
            "MemoryReservation",
            "NanoCpus",
            "CpuQuota",
            "CpuShares",
            "CpusetCpus",
            "CpusetMems",
            "BlkioWeight",
            "BlkioDeviceReadBps",
            "BlkioDeviceWriteBps",
            "BlkioDeviceReadIOps",
            "BlkioDeviceWriteIOps",
            "PidsLimit",
            "OomKillDisable");

    /** How addresses begin that compose.yaml gives. */
    private static final String OURS = "02:72:6c:6d:";

    /** Fields that nobody sets for a service of ours, with what an engine makes of that beside nothing. */
    private static final Map<String, Set<String>> UNSET = Map.ofEntries(
            Map.entry("AutoRemove", Set.of()),
            Map.entry("Cgroup", Set.of()),
            Map.entry("CgroupParent", Set.of()),
            Map.entry("DeviceCgroupRules", Set.of()),
            Map.entry("DeviceRequests", Set.of()),
            Map.entry("Devices", Set.of()),
            Map.entry("Dns", Set.of()),
            Map.entry("DnsOptions", Set.of()),
            Map.entry("DnsSearch", Set.of()),
            Map.entry("GroupAdd", Set.of()),
            Map.entry("IpcMode", Set.of("private", "shareable")),
            Map.entry("Isolation", Set.of("default")),
            Map.entry("Links", Set.of()),
            Map.entry("OomScoreAdj", Set.of()),
            Map.entry("PidMode", Set.of()),
            Map.entry("PublishAllPorts", Set.of()),
            Map.entry("Sysctls", Set.of()),
            Map.entry("UTSMode", Set.of()),
            Map.entry("UsernsMode", Set.of()),
            Map.entry("VolumesFrom", Set.of()));

    private final String usual;
    private final JsonNode container;
    private final JsonNode image;
    private final Map<String, String> networks;
    private final SortedMap<String, Value> setup = new TreeMap<>();

    /**
     * Of a container.
     *
     * @param usual name of the container
     * @param container as the probe prints it
     * @param image that it was made from, likewise
     * @param networks ids of our networks by name
     */
    InspectedSetup(String usual, JsonNode container, JsonNode image, Map<String, String> networks) {
        this.usual = usual;
        this.container = container;
        this.image = image;
        this.networks = networks;
    }

    private JsonNode host(String field) {
        return container.path("host").path(field);
    }

    SortedMap<String, Value> values() {
        flag("privileged", "Privileged");
        flag("read_only", "ReadonlyRootfs");
        flag("init", "Init");
        list("cap_add", strings(host("CapAdd")));
        list("cap_drop", strings(host("CapDrop")));
        list("security_opt", strings(host("SecurityOpt")));
        list("tmpfs", tmpfs());
        list("volumes", volumes());
        list("networks", networks());
        list("ports", ports());
        list("extra_hosts", sorted(strings(host("ExtraHosts"))));
        list("logging", logging());
        text("container_name", name());
        text(ComposedSetup.ADDRESS, address());
        text("restart", restart());
        text("user", changed("user"));
        list("command", changedList("cmd"));
        list("entrypoint", changedList("entrypoint"));
        text("hostname", hostname());
        list("healthcheck", strings(container.path("healthcheck").path("Test")));
        if (container.path("stopTimeout").isNumber()) {
            setup.put(
                    ComposedSetup.GRACE, Value.of(container.path("stopTimeout").longValue()));
        }
        if (host("MaskedPaths").isArray() && host("MaskedPaths").isEmpty()) {
            setup.put("MaskedPaths", Value.of("none"));
        }
        // Where nobody limits memory and swap together, an engine makes that twice the memory, or -1 without swap
        // accounting.
        String twice = Long.toString(2 * host("Memory").asLong());
        LIMITS.forEach(field -> unless(field, field.equals("MemorySwap") ? Set.of("-1", twice) : Set.of("-1")));
        UNSET.forEach(this::unless);
        return setup;
    }

    private void flag(String path, String field) {
        if (host(field).asBoolean()) {
            setup.put(path, Value.of(true));
        }
    }

    private void text(String path, String text) {
        if (!text.isEmpty()) {
            setup.put(path, Value.of(text));
        }
    }

    private void list(String path, List<String> items) {
        if (!items.isEmpty()) {
            setup.put(path, ComposedSetup.list(items));
        }
    }

    private void unless(String field, Set<String> defaults) {
        JsonNode value = host(field);
        // The text "0" is the first processor.
        boolean nothing = value.isMissingNode()
                || value.isNull()
                || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual()
                        ? value.asText().isEmpty()
                        : Set.of("0", "false").contains(value.asText("?")));
        if (!nothing && !defaults.contains(value.asText("?"))) {
            setup.put(field, Value.of(value));
        }
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(item -> strings.add(item.asText()));
        return strings;
    }

    /** What the container has instead of the image's. */
    private String changed(String field) {
        String own = container.path(field).asText("");
        return own.equals(image.path(field).asText("")) ? "" : own;
    }

    private List<String> changedList(String field) {
        List<String> own = strings(container.path(field));
        return own.equals(strings(image.path(field))) ? List.of() : own;
    }

    private List<String> tmpfs() {
        List<String> all = new ArrayList<>();
        host("Tmpfs").properties().forEach(entry -> {
            String options = entry.getValue().asText();
            all.add(options.isEmpty() ? entry.getKey() : entry.getKey() + ":" + options);
        });
        return sorted(all);
    }

    private List<String> volumes() {
        List<String> all = new ArrayList<>();
        for (JsonNode mount : container.path("mounts")) {
            String type = mount.path("Type").asText();
            if (!type.equals("tmpfs")) {
                String source =
                        mount.path(type.equals("volume") ? "Name" : "Source").asText();
                String access = mount.path("RW").asBoolean() ? "" : ":ro";
                all.add(source + ":" + mount.path("Destination").asText() + access);
            }
        }
        return sorted(all);
    }

    /** With the names under which others find it there, except those that every container has. */
    private List<String> networks() {
        List<String> all = new ArrayList<>();
        String id = container.path("id").asText("");
        List<String> every = List.of(usual, name(), id.substring(0, Math.min(12, id.length())));
        container.path("endpoints").properties().forEach(endpoint -> {
            List<String> aliases = strings(endpoint.getValue().path("Aliases"));
            aliases.removeAll(every);
            String current = networks.getOrDefault(endpoint.getKey(), "");
            boolean gone = !current.isEmpty()
                    && !current.equals(endpoint.getValue().path("NetworkID").asText(current));
            all.add(ComposedSetup.network(endpoint.getKey() + (gone ? " (one that is gone)" : ""), aliases));
        });
        return sorted(all);
    }

    private String name() {
        return container.path("name").asText("").replaceFirst("^/", "");
    }

    /** One of ours, not one that an engine drew. It has none while it does not run. */
    private String address() {
        List<String> ours = new ArrayList<>();
        container.path("endpoints").forEach(endpoint -> {
            String address = endpoint.path("MacAddress").asText("");
            if (address.startsWith(OURS)) {
                ours.add(address);
            }
        });
        return String.join(", ", ours);
    }

    /** Of the container, and the host's address if it is not every; the host's port is compared by itself. */
    private List<String> ports() {
        List<String> all = new ArrayList<>();
        container
                .path("ports")
                .properties()
                .forEach(entry -> entry.getValue().forEach(binding -> {
                    String address = binding.path("HostIp").asText("");
                    boolean every = address.isEmpty() || address.equals("0.0.0.0");
                    all.add((every ? "" : address + " ") + entry.getKey());
                }));
        return sorted(all);
    }

    private List<String> logging() {
        List<String> all =
                new ArrayList<>(List.of(host("LogConfig").path("Type").asText()));
        host("LogConfig")
                .path("Config")
                .properties()
                .forEach(option ->
                        all.add(option.getKey() + "=" + option.getValue().asText()));
        return all.size() == 1 ? List.of() : sorted(all);
    }

    private String restart() {
        String name = host("RestartPolicy").path("Name").asText("");
        int most = host("RestartPolicy").path("MaximumRetryCount").asInt();
        return name.equals("no") ? "" : name + (most > 0 ? ":" + most : "");
    }

    /** A container is named after its id where nobody names it. */
    private String hostname() {
        String name = container.path("hostname").asText("");
        return container.path("id").asText("").startsWith(name) ? "" : name;
    }

    static List<String> sorted(List<String> items) {
        return List.copyOf(new TreeSet<>(items));
    }

    /** A list as JSON. */
    static ArrayNode array(List<String> items) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        items.forEach(array::add);
        return array;
    }
}
