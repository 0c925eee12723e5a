package io.rlmprov.kinds.service;

import io.rlmprov.facts.HostFacts;
import io.rlmprov.facts.TlsCertificate;
import io.rlmprov.facts.TlsFacts;
import io.rlmprov.facts.TlsFacts.Kept;
import io.rlmprov.model.FileContent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The field {@code certificate} of the service {@code tls}: who gives the certificates of its names, or which one is the
 * operator's. A renewal does not change it; a certificate that ended, is missing, or is somebody else's does.
 */
final class Certificates {
    /** The service. */
    static final String SERVICE = "tls";

    /** The field. */
    static final String FIELD = "certificate";

    private static final String RENEWS = ", renews automatically";
    private static final String OWN = "yours, sha256:";
    private static final int SHOWN = 12;

    private static final String KIND = "TLS_KIND";
    private static final String DIRECTORY = "TLS_DIRECTORY";

    private static final String LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory";

    private Certificates() {}

    /** What the field should be, with these variables and, if the operator has one, this file. */
    static String desired(Map<String, String> variables, Optional<FileContent> file) {
        return switch (variables.getOrDefault(KIND, "")) {
            case "own" -> own(file.flatMap(content -> TlsCertificate.first(content.text())));
            case "internal" -> "the CA of the hub" + RENEWS;
            default -> authority(variables) + RENEWS;
        };
    }

    /** What the field is on a host; empty if no service there has certificates. */
    static Optional<String> observed(HostFacts facts) {
        Map<String, String> environment = facts.environment();
        if (!environment.containsKey(KIND)) {
            return Optional.empty();
        }
        TlsFacts tls = TlsFacts.of(facts.probe());
        if ("own".equals(environment.get(KIND))) {
            return Optional.of(tls.file().flatMap(tls::expired).orElseGet(() -> own(tls.file())));
        }
        List<String> names = names(environment);
        return names.stream()
                .flatMap(name ->
                        fault(tls, name, environment)
                                .map(fault -> names.size() == 1 ? fault : name + " " + fault)
                                .stream())
                .findFirst()
                .or(() -> Optional.of(desired(environment, Optional.empty())));
    }

    /** Whether Caddy, started again, would get what is missing: it tries again by itself, but at growing intervals. */
    static boolean sick(String observed) {
        return !observed.endsWith(RENEWS) && !observed.startsWith(OWN);
    }

    /** Folders of certificates in the volume that Caddy must not find when it starts, or it would use them. */
    static List<String> foreign(HostFacts facts) {
        Map<String, String> environment = facts.environment();
        if (!environment.containsKey(KIND) || "own".equals(environment.get(KIND))) {
            return List.of();
        }
        TlsFacts tls = TlsFacts.of(facts.probe());
        return names(environment).stream()
                .flatMap(name -> kept(tls, name, environment))
                .filter(kept -> tls.foreign(kept).isPresent())
                .map(Kept::path)
                .toList();
    }

    private static Optional<String> fault(TlsFacts tls, String name, Map<String, String> environment) {
        List<Kept> kept = kept(tls, name, environment).toList();
        if (kept.isEmpty()) {
            return Optional.of("missing");
        }
        Optional<String> foreign =
                kept.stream().flatMap(it -> tls.foreign(it).stream()).findFirst();
        List<String> expired = kept.stream()
                .flatMap(it -> it.certificate().stream())
                .flatMap(it -> tls.expired(it).stream())
                .toList();
        return foreign.or(() -> expired.stream().findFirst().filter(_ -> expired.size() == kept.size()));
    }

    /** Those that Caddy looks at for a name, as it is configured. */
    private static Stream<Kept> kept(TlsFacts tls, String name, Map<String, String> environment) {
        String folder = folder(environment);
        return tls.kept().stream()
                .filter(it -> it.name().equals(name) && it.folder().equals(folder));
    }

    /** Where Caddy keeps the certificates; await-certificate.sh has the same rule. */
    private static String folder(Map<String, String> environment) {
        return "internal".equals(environment.get(KIND))
                ? "local"
                : environment
                        .getOrDefault(DIRECTORY, LETS_ENCRYPT)
                        .replaceFirst("^[a-z]*://", "")
                        .replaceFirst("/+$", "")
                        .replaceAll("[:/]", "-")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9_@.-]", "");
    }

    private static List<String> names(Map<String, String> environment) {
        return List.of(environment.getOrDefault("TLS_DOMAINS", "").split(", ", -1));
    }

    private static String authority(Map<String, String> variables) {
        return Optional.ofNullable(variables.get(DIRECTORY))
                .map(directory -> directory.replaceFirst("^https?://", "").replaceFirst("/.*", ""))
                .orElse("Let's Encrypt");
    }

    private static String own(Optional<TlsCertificate> certificate) {
        return certificate.map(it -> OWN + it.fingerprint().substring(0, SHOWN)).orElse("not to be read");
    }
}
