package io.rlmprov.kinds.service;

import io.rlmprov.config.Https;
import io.rlmprov.config.Https.Certificates;
import io.rlmprov.config.Hub;
import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.image.BuiltImage;
import io.rlmprov.kinds.image.Image;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The variables of {@code compose.yaml}, which lie in {@code .env}; without the digests of the services. */
final class Variables {
    private final Blueprint blueprint;
    private final Hub hub;

    Variables(Blueprint blueprint) {
        this.blueprint = blueprint;
        this.hub = blueprint.hub();
    }

    SortedMap<String, String> all() {
        SortedMap<String, String> variables = new TreeMap<>(Map.of(
                "HUB_NAME", hub.name(),
                "HUB_DIR", blueprint.names().directory(),
                "HUB_IMAGE", image(Image.HUB).reference(),
                "HTTP_PORT", hub.http().binding()));
        if (!hub.http().baseUrl().equals("/")) {
            variables.put("BASE_URL", hub.http().baseUrl());
        }
        hub.https().ifPresent(https -> tls(https, variables));
        return variables;
    }

    private void tls(Https https, Map<String, String> variables) {
        // Any free port, for the host's own check.
        variables.put("HTTP_PORT", "127.0.0.1:");
        variables.put("PROXY_ARGS", "--no-x-forward");
        variables.put("TLS_IMAGE", image(Image.TLS).reference());
        variables.put("TLS_DOMAIN", https.domains().getFirst());
        variables.put("TLS_DOMAINS", String.join(", ", https.domains()));
        switch (https.certificates()) {
            case Certificates.Acme acme -> {
                variables.put("TLS_KIND", "acme");
                acme.email().ifPresent(email -> variables.put("TLS_EMAIL", email));
                acme.directory().ifPresent(directory -> variables.put("TLS_DIRECTORY", directory));
            }
            case Certificates.Own _ -> variables.put("TLS_KIND", "own");
            case Certificates.Internal _ -> variables.put("TLS_KIND", "internal");
        }
    }

    /** The image of a service: rlm-tls where it names the variable TLS_IMAGE. */
    BuiltImage image(Stack.Defined service) {
        return image(service.image()
                .map(variable -> "rlm-" + variable.replaceFirst("_IMAGE$", "").toLowerCase(Locale.ROOT))
                .orElse(Image.HUB));
    }

    private BuiltImage image(String name) {
        return blueprint.require(Image.NAME, name, BuiltImage.class);
    }
}
