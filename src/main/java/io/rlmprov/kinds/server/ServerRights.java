package io.rlmprov.kinds.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.model.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a user's server may beyond what the hub's spawner gives. Its limits are resources; this is told, because only a new
 * container has other rights and mounts, and nobody but its user knows what the one that runs is worth.
 */
record ServerRights(Names names, HostFacts facts) {
    private static final long PROCESSES = 512;

    /** A sentence for each server that has more, with the command that helps. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        facts.probe()
                .objects("servers")
                // One of an unmanaged hub has no user, and an older probe tells no rights.
                .filter(server -> server.has("privileged")
                        && !server.path("user").asText("").isEmpty())
                .forEach(server -> {
                    rights(server).ifPresent(notes::add);
                    inPlace(server).ifPresent(notes::add);
                });
        return notes;
    }

    private Optional<String> rights(JsonNode server) {
        List<String> more = new ArrayList<>();
        if (server.path("privileged").asBoolean()) {
            more.add("it is privileged");
        }
        if (!server.path("capAdd").isEmpty() || !texts(server.path("capDrop")).contains("ALL")) {
            more.add("it has capabilities");
        }
        if (texts(server.path("securityOpt")).stream().noneMatch(option -> option.startsWith("no-new-privileges"))) {
            more.add("it may gain privileges");
        }
        if (!server.path("devices").isEmpty()) {
            more.add("it has devices of the host");
        }
        if (!server.path("pidMode").asText("").isEmpty()
                || server.path("ipcMode").asText("").equals("host")) {
            more.add("it is in namespaces of other processes");
        }
        for (JsonNode mount : server.path("mounts")) {
            if (!ours(mount)) {
                more.add("it mounts "
                        + mount.path(mount.path("Type").asText().equals("volume") ? "Name" : "Source")
                                .asText());
            }
        }
        return more.isEmpty()
                ? Optional.empty()
                : Optional.of(server.path("user").asText() + "'s server has more rights than the hub gives: "
                        + String.join(", ", more) + "; on the host, \"docker rm -f " + name(server)
                        + "\" ends it; a minute later its user can start another with the same files");
    }

    private boolean ours(JsonNode mount) {
        boolean shared = mount.path("Source").asText().startsWith(names.directory() + "/")
                && !mount.path("RW").asBoolean();
        return shared || mount.path("Name").asText("").startsWith("jupyterhub-user-");
    }

    /** What can be taken back while it runs. */
    private Optional<String> inPlace(JsonNode server) {
        List<String> commands = new ArrayList<>();
        Set<String> networks = new TreeSet<>();
        server.path("endpoints").fieldNames().forEachRemaining(networks::add);
        networks.remove(names.project());
        networks.forEach(network -> commands.add("docker network disconnect " + network + " " + name(server)));
        if (server.path("pids").asLong() != PROCESSES) {
            commands.add("docker update --pids-limit " + PROCESSES + " " + name(server));
        }
        if (!Set.of("", "no").contains(server.path("restart").asText(""))) {
            commands.add("docker update --restart=no " + name(server));
        }
        return commands.isEmpty()
                ? Optional.empty()
                : Optional.of(server.path("user").asText()
                        + "'s server was changed on the host; while it runs, this takes it back there: "
                        + String.join("; ", commands));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static String name(JsonNode server) {
        return server.path("name").asText().replaceFirst("^/", "");
    }
}
