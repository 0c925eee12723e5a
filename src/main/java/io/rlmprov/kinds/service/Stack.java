package io.rlmprov.kinds.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.rlmprov.config.YamlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The services of {@code compose.yaml}, with what its {@code x-rlmprov} fields say beyond compose:
 *
 * <pre>{@code
 * x-rlmprov:
 *   reads: [settings.json, secrets.env]      # files of the hub that it reads when it starts
 *   impact: nobody can log in for about 15 s # what a restart costs
 *   rereads: [gateway.json]                  # files that it reads again when this command runs in its container
 *   reread: [python, -m, reload]
 *   first: await-certificate.sh              # a script that must end well before other services are started
 * }</pre>
 *
 * @param services in the order of the file
 */
record Stack(List<Defined> services) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(?::?-([^}]*))?}");

    /** What all services have in common, or tell in another way. */
    private static final Pattern COMMON = Pattern.compile("HUB_NAME|HUB_DIR|HTTP_PORT|.*_(IMAGE|SPEC)");

    /**
     * A service as the file defines it.
     *
     * @param ports as compose writes them, with variables: {@code ${HTTP_PORT}:8000}
     * @param reads names of files of the hub that it reads when it starts
     * @param impact what a restart costs the people who are logged in
     * @param rereads names of files of the hub that it reads again without a restart
     * @param reread the command in its container that makes it read them
     * @param setup how compose makes its container, except what varies from host to host
     * @param profiles it is part of the stack only where one of these is active; empty: always
     * @param image the variable with its image; empty: the hub's
     * @param variables others that it is started with, if they are set
     * @param first a script that must end well, after its start, before other services are started
     */
    record Defined(
            String name,
            List<String> ports,
            List<String> reads,
            String impact,
            List<String> rereads,
            List<String> reread,
            ComposedSetup setup,
            List<String> profiles,
            Optional<String> image,
            SortedSet<String> variables,
            Optional<String> first) {
        /** Whether it is part of the stack. */
        boolean in(Set<String> active) {
            return profiles.isEmpty() || profiles.stream().anyMatch(active::contains);
        }

        /** The variable of the compose file with the digest of all that the service is started from. */
        String specVariable() {
            return name.toUpperCase(Locale.ROOT).replace('-', '_') + "_SPEC";
        }

        /** The ports of the host that it publishes, with these variables. */
        List<Integer> hostPorts(Map<String, String> variables) {
            return ports.stream()
                    .map(port -> substituted(port, variables))
                    .map(port -> port.split("/", 2)[0].split(":", -1))
                    // Without a number it is any free one, for the host alone.
                    .filter(part -> !part[part.length - 2].isEmpty())
                    .map(part -> Integer.valueOf(part[part.length - 2]))
                    .sorted()
                    .toList();
        }
    }

    static Stack parse(String compose) {
        List<Defined> services = new ArrayList<>();
        JsonNode document = YamlFile.read("compose.yaml", compose);
        document.path("services")
                .properties()
                .forEach(service -> services.add(defined(service.getKey(), service.getValue(), document)));
        return new Stack(List.copyOf(services));
    }

    private static Defined defined(String name, JsonNode service, JsonNode document) {
        JsonNode ours = service.path("x-rlmprov");
        return new Defined(
                name,
                texts(service.path("ports")),
                texts(ours.path("reads")),
                ours.path("impact").asText("it starts again"),
                texts(ours.path("rereads")),
                texts(ours.path("reread")),
                new ComposedSetup(name, service, document),
                texts(service.path("profiles")),
                names(service.path("image").asText()).stream().findFirst(),
                others(service),
                Optional.of(ours.path("first").asText()).filter(script -> !script.isEmpty()));
    }

    private static SortedSet<String> others(JsonNode service) {
        return names(service.toString()).stream()
                .filter(name -> !COMMON.matcher(name).matches())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> names(String text) {
        return VARIABLE.matcher(text).results().map(match -> match.group(1)).toList();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return List.copyOf(texts);
    }

    /** With the values of variables, or what the text has for those that are not set. */
    static String substituted(String text, Map<String, String> variables) {
        return VARIABLE.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(variables.getOrDefault(
                        match.group(1), Optional.ofNullable(match.group(2)).orElse(""))));
    }
}
