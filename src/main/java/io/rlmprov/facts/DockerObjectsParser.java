package io.rlmprov.facts;

import com.fasterxml.jackson.databind.JsonNode;
import io.rlmprov.facts.DockerObjects.Container;
import io.rlmprov.facts.DockerObjects.Image;
import io.rlmprov.facts.DockerObjects.Limits;
import io.rlmprov.facts.DockerObjects.Network;
import io.rlmprov.facts.DockerObjects.Port;
import io.rlmprov.facts.DockerObjects.Server;
import io.rlmprov.facts.DockerObjects.Service;
import io.rlmprov.facts.DockerObjects.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads the sections whose lines are JSON objects that the Docker CLI printed. */
final class DockerObjectsParser {
    private DockerObjectsParser() {}

    static DockerObjects parse(ProbeOutput probe) {
        SortedMap<String, Service> services = new TreeMap<>();
        probe.objects("containers").map(DockerObjectsParser::service).forEach(it -> put(services, it));
        SortedMap<String, Server> servers = new TreeMap<>();
        probe.objects("servers")
                .map(DockerObjectsParser::server)
                .forEach(it -> servers.put(it.container().name(), it));
        SortedMap<String, Container> others = new TreeMap<>();
        probe.objects("others").map(DockerObjectsParser::container).forEach(it -> others.put(it.name(), it));
        return new DockerObjects(
                probe.objects("images").flatMap(DockerObjectsParser::images).toList(),
                probe.objects("networks").map(DockerObjectsParser::network).findFirst(),
                volumes(probe),
                services,
                servers,
                others);
    }

    private static Stream<Image> images(JsonNode image) {
        List<Image> tagged = new ArrayList<>();
        for (JsonNode tag : image.path("tags")) {
            int colon = tag.asText().lastIndexOf(':');
            tagged.add(new Image(
                    tag.asText().substring(0, colon),
                    tag.asText().substring(colon + 1),
                    text(image, "id"),
                    image.path("size").asLong(),
                    text(image, "created"),
                    text(image, "arch"),
                    text(image, "kind")));
        }
        return tagged.stream();
    }

    private static Network network(JsonNode network) {
        return new Network(
                text(network, "name"),
                text(network, "id"),
                text(network, "driver"),
                network.path("internal").asBoolean(),
                network.path("ipv6").asBoolean(),
                map(network.path("labels")),
                map(network.path("options")),
                network.path("endpoints").asInt());
    }

    /**
     * JSON lines; lines {@code options name options} of those that were made with some; and lines {@code usage name bytes} if
     * the probe was asked.
     */
    private static SortedMap<String, Volume> volumes(ProbeOutput probe) {
        SortedMap<String, String> usage = byName(probe.told("volumes", "usage"));
        SortedMap<String, String> options = byName(probe.told("volumes", "options"));
        SortedMap<String, Volume> volumes = new TreeMap<>();
        probe.objects("volumes")
                .map(it -> new Volume(
                        text(it, "name"),
                        text(it, "driver"),
                        labels(text(it, "labels")),
                        options.getOrDefault(text(it, "name"), ""),
                        Optional.ofNullable(usage.get(text(it, "name"))).map(Long::valueOf)))
                .forEach(volume -> volumes.put(volume.name(), volume));
        return volumes;
    }

    /** Lines {@code name rest}. */
    private static SortedMap<String, String> byName(Stream<String> lines) {
        SortedMap<String, String> found = new TreeMap<>();
        lines.map(line -> line.split(" ", 2))
                .filter(part -> part.length == 2)
                .forEach(part -> found.put(part[0], part[1]));
        return found;
    }

    /** Of two containers of one service, the one that has its name is it; the other goes by its own. */
    private static void put(SortedMap<String, Service> services, Service found) {
        String usual = "-" + found.name();
        Service there = services.putIfAbsent(found.name(), found);
        if (there != null) {
            boolean better = found.container().name().endsWith(usual)
                    && !there.container().name().endsWith(usual);
            Service other = better ? there : found;
            services.put(found.name(), better ? found : there);
            services.put(other.container().name(), other);
        }
    }

    private static Service service(JsonNode it) {
        return new Service(
                text(it, "service"),
                container(it),
                limits(it),
                text(it, "spec"),
                find(it, "health"),
                text(it, "restart"));
    }

    private static Server server(JsonNode it) {
        Optional<Long> used = it.has("used") ? Optional.of(it.path("used").asLong()) : Optional.empty();
        boolean connected = !it.has("endpoints") || it.path("endpoints").has(text(it, "network"));
        return new Server(container(it), limits(it), find(it, "user"), find(it, "profile"), used, connected);
    }

    private static Container container(JsonNode it) {
        return new Container(
                text(it, "name").replaceFirst("^/", ""),
                text(it, "id"),
                text(it, "image"),
                text(it, "imageId"),
                text(it, "state"),
                text(it, "started"),
                text(it, "network"),
                text(it, "project"),
                ports(it.path("ports")));
    }

    private static Limits limits(JsonNode it) {
        long nano = it.path("nanoCpus").asLong();
        long quota = it.path("cpuQuota").asLong();
        long period = it.path("cpuPeriod").asLong();
        // The kernel's period where none is given: 100 ms.
        double byQuota = quota > 0 ? (double) quota / (period > 0 ? period : 100_000) : 0;
        return new Limits(it.path("memory").asLong(), it.path("memorySwap").asLong(), nano > 0 ? nano / 1e9 : byQuota);
    }

    private static SortedSet<Port> ports(JsonNode bindings) {
        SortedSet<Port> ports = new TreeSet<>();
        bindings.properties().forEach(binding -> {
            for (JsonNode host : binding.getValue()) {
                String port = text(host, "HostPort");
                ports.add(new Port(
                        text(host, "HostIp"), port.matches("\\d{1,5}") ? Integer.parseInt(port) : 0, binding.getKey()));
            }
        });
        return ports;
    }

    private static SortedMap<String, String> map(JsonNode object) {
        SortedMap<String, String> map = new TreeMap<>();
        object.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return map;
    }

    /** Labels as {@code docker volume ls} prints them: {@code a=b,c=d}. */
    private static SortedMap<String, String> labels(String text) {
        SortedMap<String, String> labels = new TreeMap<>();
        for (String label : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int equals = label.indexOf('=');
            labels.put(equals < 0 ? label : label.substring(0, equals), equals < 0 ? "" : label.substring(equals + 1));
        }
        return labels;
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isNull() ? "" : value.asText();
    }

    private static Optional<String> find(JsonNode node, String field) {
        return Optional.of(text(node, field)).filter(text -> !text.isEmpty());
    }
}
