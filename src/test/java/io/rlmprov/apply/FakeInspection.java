package io.rlmprov.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What {@code docker inspect} tells of a container that compose, or the hub's spawner, has made, as Docker 26.1 told it of real
 * ones. The tests with real engines, where a plan after an apply is empty, show that it is so.
 *
 * @param service as compose.yaml has it
 * @param document all of compose.yaml
 * @param substituted puts the values of .env in place of variables
 */
record FakeInspection(String name, JsonNode service, JsonNode document, UnaryOperator<String> substituted) {
    /** Nothing is told of others' containers. */
    static ObjectNode none() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Of a user's server. */
    static ObjectNode server(String network) {
        ObjectNode told = none();
        told.putObject("endpoints").putObject(network).put("NetworkID", FakeDocker.networkId(network));
        return told;
    }

    ObjectNode told() {
        ObjectNode told = none();
        ObjectNode host = told.putObject("host");
        host.put("Privileged", false).put("ReadonlyRootfs", flag("read_only")).put("Init", flag("init"));
        host.putNull("CapAdd").put("OomKillDisable", false);
        host.put("Memory", bytes("mem_limit")).put("MemorySwap", bytes("memswap_limit"));
        host.put("PidsLimit", service.path("pids_limit").asLong());
        host.set("ExtraHosts", texts("extra_hosts"));
        host.put("IpcMode", "private").putArray("MaskedPaths").add("/proc/kcore");
        host.set("CapDrop", texts("cap_drop"));
        host.set("SecurityOpt", texts("security_opt"));
        host.putObject("RestartPolicy")
                .put("Name", service.path("restart").asText())
                .put("MaximumRetryCount", 0);
        ObjectNode tmpfs = host.putObject("Tmpfs");
        service.path("tmpfs").forEach(path -> tmpfs.put(path.asText(), ""));
        ObjectNode logging = host.putObject("LogConfig").put("Type", "json-file");
        logging.set("Config", service.path("logging").path("options"));
        told.put("user", service.path("user").asText(""));
        told.set("cmd", texts("command"));
        told.putNull("entrypoint").put("hostname", service.path("hostname").asText(""));
        grace(told);
        told.putObject("healthcheck")
                .set("Test", texts(service.path("healthcheck").path("test")));
        mounts(told.putArray("mounts"));
        endpoints(told.putObject("endpoints"));
        return told;
    }

    private long bytes(String key) {
        return service.has(key) ? Long.parseLong(service.path(key).asText().replace("m", "")) << 20 : 0;
    }

    private boolean flag(String key) {
        return service.path(key).asText().equals("true");
    }

    private String text(JsonNode node) {
        return substituted.apply(node.asText()).replace("$$", "$");
    }

    private ArrayNode texts(String key) {
        return texts(service.path(key));
    }

    private ArrayNode texts(JsonNode array) {
        ArrayNode texts = JsonNodeFactory.instance.arrayNode();
        array.forEach(item -> texts.add(text(item)));
        if (array.isTextual()) {
            // Compose takes a command as a shell would; ours have no quotes.
            List.of(text(array).strip().split("\\s+")).forEach(texts::add);
        }
        return texts;
    }

    private void grace(ObjectNode told) {
        String grace = service.path("stop_grace_period").asText("");
        if (!grace.isEmpty()) {
            told.put("stopTimeout", Integer.parseInt(grace.replace("s", "")));
        }
    }

    private void mounts(ArrayNode mounts) {
        for (JsonNode item : service.path("volumes")) {
            List<String> part = List.of(text(item).split(":"));
            JsonNode volume = document.path("volumes").path(part.getFirst()).path("name");
            ObjectNode mount =
                    mounts.addObject().put("Destination", part.get(1)).put("RW", part.size() < 3);
            if (volume.isMissingNode()) {
                mount.put("Type", "bind").put("Source", part.getFirst());
            } else {
                mount.put("Type", "volume").put("Name", text(volume));
            }
        }
    }

    private void endpoints(ObjectNode endpoints) {
        if (service.has("network_mode")) {
            endpoints.putObject(service.path("network_mode").asText()).putNull("Aliases");
        }
        String address = service.path("mac_address").asText("02:42:ac:14:00:02");
        service.path("networks").properties().forEach(entry -> {
            String network = text(document.path("networks").path(entry.getKey()).path("name"));
            ObjectNode endpoint = endpoints.putObject(network).put("NetworkID", FakeDocker.networkId(network));
            ArrayNode aliases = endpoint.putArray("Aliases");
            aliases.add(text(service.path("container_name"))).add(name);
            entry.getValue().path("aliases").forEach(alias -> aliases.add(alias.asText()));
            endpoint.put("MacAddress", endpoints.size() == 1 ? address : "02:42:ac:14:00:02");
        });
    }

    /** The variables that it has beyond those of its image. */
    Map<String, String> environment(Map<String, String> token) {
        Map<String, String> all = new java.util.TreeMap<>();
        service.path("environment").properties().forEach(entry -> all.put(entry.getKey(), text(entry.getValue())));
        if (!service.path("env_file").isEmpty()) {
            all.putAll(token);
        }
        return all;
    }
}
