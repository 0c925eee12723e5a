package io.rlmprov.kinds.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.rlmprov.model.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How compose makes the container of a service, in the same words as {@link InspectedSetup}.
 *
 * @param service as compose.yaml has it
 * @param document all of compose.yaml, for the names of networks and volumes
 * @param variables of compose.yaml
 */
record ComposedSetup(String name, JsonNode service, JsonNode document, Map<String, String> variables) {
    /** How long a container may take to end. */
    static final String GRACE = "stop_grace_period";

    /** Its address in the network, by which firewall.nft knows it. */
    static final String ADDRESS = "mac_address";

    /**
     * What of a service's definition says nothing of how its container is, or is compared in another place. An engine adds
     * ulimits of its own configuration to a container's.
     */
    private static final Set<String> ELSEWHERE = Set.of(
            "depends_on",
            "env_file",
            "environment",
            "image",
            "labels",
            "profiles",
            "pull_policy",
            "ulimits",
            "x-rlmprov");

    private static final Set<String> KNOWN = Set.of(
            "cap_add",
            "cap_drop",
            "command",
            "container_name",
            "extra_hosts",
            "healthcheck",
            "hostname",
            "init",
            "logging",
            ADDRESS,
            "mem_limit",
            "memswap_limit",
            "network_mode",
            "networks",
            "pids_limit",
            "ports",
            "read_only",
            "restart",
            "security_opt",
            GRACE,
            "tmpfs",
            "user",
            "volumes");

    /** Limits in bytes, with the engine's name of each. */
    private static final Map<String, String> LIMITS = Map.of("mem_limit", "Memory", "memswap_limit", "MemorySwap");

    private static final Pattern DURATION = Pattern.compile("(\\d+)(s|m)");
    /** {@code [address:]port of the host:port of the container}; the engine chooses a port of the host that is empty. */
    private static final Pattern PORT = Pattern.compile("(?:(.*):)?\\d*:([^:]+)");

    private static final Pattern SIZE = Pattern.compile("(\\d+)([kmg])");

    /** Of a service whose variables nobody has yet. */
    ComposedSetup(String name, JsonNode service, JsonNode document) {
        this(name, service, document, Map.of());
    }

    /** With these variables of compose.yaml. */
    ComposedSetup with(Map<String, String> values) {
        return new ComposedSetup(name, service, document, Map.copyOf(values));
    }

    /** Keys of the service that this class does not know: what they set would not be compared. */
    Set<String> unknown() {
        Set<String> keys = new TreeSet<>();
        service.fieldNames().forEachRemaining(keys::add);
        keys.removeAll(KNOWN);
        keys.removeAll(ELSEWHERE);
        return keys;
    }

    SortedMap<String, Value> values() {
        SortedMap<String, Value> setup = new TreeMap<>();
        for (String flag : List.of("read_only", "init")) {
            if (service.path(flag).asText().equals("true")) {
                setup.put(flag, Value.of(true));
            }
        }
        for (String text : List.of("container_name", "restart", "user", "hostname", ADDRESS)) {
            if (service.has(text)) {
                setup.put(text, Value.of(text(service.path(text))));
            }
        }
        for (String key : List.of("cap_add", "cap_drop", "security_opt", "command")) {
            put(setup, key, texts(service.path(key)));
        }
        put(setup, "tmpfs", InspectedSetup.sorted(texts(service.path("tmpfs"))));
        put(setup, "volumes", InspectedSetup.sorted(volumes()));
        put(setup, "networks", InspectedSetup.sorted(networks()));
        put(setup, "ports", InspectedSetup.sorted(ports()));
        put(setup, "extra_hosts", InspectedSetup.sorted(texts(service.path("extra_hosts"))));
        put(setup, "logging", logging());
        put(setup, "healthcheck", texts(service.path("healthcheck").path("test")));
        if (service.has(GRACE)) {
            setup.put(GRACE, Value.of(duration(text(service.path(GRACE))).toSeconds()));
        }
        LIMITS.forEach((key, field) -> {
            if (service.has(key)) {
                setup.put(field, Value.of(bytes(text(service.path(key)))));
            }
        });
        if (service.has("pids_limit")) {
            setup.put("PidsLimit", Value.of(Long.valueOf(text(service.path("pids_limit")))));
        }
        return setup;
    }

    /** Variables of the environment that stand in compose.yaml itself. */
    SortedMap<String, String> environment() {
        SortedMap<String, String> all = new TreeMap<>();
        JsonNode environment = service.path("environment");
        environment.properties().forEach(entry -> all.put(entry.getKey(), text(entry.getValue())));
        if (environment.isArray()) {
            texts(environment).forEach(line -> all.put(line.split("=", 2)[0], line.split("=", 2)[1]));
        }
        return all;
    }

    /** Names of the hub's files with more variables. */
    List<String> environmentFiles() {
        return texts(service.path("env_file")).stream()
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .toList();
    }

    private static void put(Map<String, Value> setup, String key, List<String> items) {
        if (!items.isEmpty()) {
            setup.put(key, list(items));
        }
    }

    /** Compose writes a dollar sign twice. */
    private String text(JsonNode node) {
        return Stack.substituted(node.asText(), variables).replace("$$", "$");
    }

    private List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(text(item)));
        if (array.isTextual()) {
            // Compose takes a command as a shell would; ours have no quotes.
            texts.addAll(List.of(text(array).strip().split("\\s+")));
        }
        return texts;
    }

    private List<String> volumes() {
        return texts(service.path("volumes")).stream()
                .map(mount -> {
                    String source = mount.split(":", 2)[0];
                    JsonNode volume = document.path("volumes").path(source).path("name");
                    return volume.isMissingNode() ? mount : text(volume) + mount.substring(source.length());
                })
                .toList();
    }

    private List<String> networks() {
        List<String> all = new ArrayList<>();
        if (service.has("network_mode")) {
            all.add(text(service.path("network_mode")));
        }
        JsonNode networks = service.path("networks");
        networks.properties()
                .forEach(entry ->
                        all.add(joined(entry.getKey(), texts(entry.getValue().path("aliases")))));
        if (networks.isArray()) {
            texts(networks).forEach(key -> all.add(joined(key, List.of())));
        }
        return all;
    }

    private String joined(String network, List<String> aliases) {
        List<String> all = new ArrayList<>(aliases);
        all.add(name);
        return network(text(document.path("networks").path(network).path("name")), all);
    }

    /** A network, and the names under which others find the container there. */
    static String network(String name, List<String> aliases) {
        return aliases.isEmpty() ? name : name + " as " + String.join(", ", InspectedSetup.sorted(aliases));
    }

    private List<String> ports() {
        return texts(service.path("ports")).stream()
                .map(port -> port.contains("/") ? port : port + "/tcp")
                .map(port -> matched(PORT, port))
                .map(port -> (port.group(1) == null ? "" : port.group(1) + " ") + port.group(2))
                .toList();
    }

    private List<String> logging() {
        JsonNode logging = service.path("logging");
        if (logging.isMissingNode()) {
            return List.of();
        }
        List<String> all = new ArrayList<>(List.of(text(logging.path("driver"))));
        logging.path("options")
                .properties()
                .forEach(option -> all.add(option.getKey() + "=" + text(option.getValue())));
        return InspectedSetup.sorted(all);
    }

    private static Duration duration(String text) {
        Matcher matcher = matched(DURATION, text);
        long amount = Long.parseLong(matcher.group(1));
        return matcher.group(2).equals("m") ? Duration.ofMinutes(amount) : Duration.ofSeconds(amount);
    }

    private static long bytes(String text) {
        Matcher matcher = matched(SIZE, text);
        return Long.parseLong(matcher.group(1)) << (10 * (1 + "kmg".indexOf(matcher.group(2))));
    }

    private static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException("compose.yaml says " + text);
        }
        return matcher;
    }

    static Value list(List<String> items) {
        return Value.of(InspectedSetup.array(items));
    }
}
