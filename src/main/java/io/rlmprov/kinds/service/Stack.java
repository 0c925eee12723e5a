package io.rlmprov.kinds.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.rlmprov.config.YamlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The services of {@code compose.yaml}, with what its {@code x-rlmprov} fields say beyond compose:
 *
 * <pre>{@code
 * x-rlmprov:
 *   reads: [settings.json, secrets.env]      # files of the hub that it reads when it starts
 *   impact: nobody can log in for about 15 s # what a restart costs
 *   rereads: [gateway.json]                  # files that it reads again when this command runs in its container
 *   reread: [python, -m, reload]
 * }</pre>
 *
 * @param services in the order of the file
 */
record Stack(List<Defined> services) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(?::?-([^}]*))?}");

    /**
     * A service as the file defines it.
     *
     * @param ports as compose writes them, with variables: {@code ${HTTP_PORT}:8000}
     * @param reads names of files of the hub that it reads when it starts
     * @param impact what a restart costs the people who are logged in
     * @param rereads names of files of the hub that it reads again without a restart
     * @param reread the command in its container that makes it read them
     * @param setup how compose makes its container, but for what varies from host to host
     * @param profiles it is part of the stack only where one of these is active; empty: always
     */
    record Defined(
            String name,
            List<String> ports,
            List<String> reads,
            String impact,
            List<String> rereads,
            List<String> reread,
            ComposedSetup setup,
            List<String> profiles) {
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
                texts(service.path("profiles")));
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
