package io.rlmprov.kinds.service;

import io.rlmprov.facts.HostFacts;
import io.rlmprov.facts.TlsFacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The field {@code certificate} of the service {@code tls}: whether it has a valid one for each name. Those of an operator
 * are files of the hub and have no such field.
 */
final class Certificates {
    /** The service. */
    static final String SERVICE = "tls";

    /** The field. */
    static final String FIELD = "certificate";

    /** What it should be. */
    static final String VALID = "valid";

    /** A certificate that did not renew. */
    static final String EXPIRED = "expired";

    private static final String MISSING = "missing";
    private static final String KIND = "TLS_KIND";

    private Certificates() {}

    /** Whether a service has the field, with these variables. */
    static boolean owned(String service, Map<String, String> variables) {
        return service.equals(SERVICE) && !"own".equals(variables.get(KIND));
    }

    /** What the field is on a host; empty if the service there does not have it. */
    static Optional<String> observed(HostFacts facts) {
        Map<String, String> environment = facts.environment();
        if (!owned(SERVICE, environment)) {
            return Optional.empty();
        }
        boolean internal = "internal".equals(environment.get(KIND));
        TlsFacts tls = TlsFacts.of(facts.probe());
        String worst = VALID;
        for (String name : environment.getOrDefault("TLS_DOMAINS", "").split(", ", -1)) {
            List<TlsFacts.Certificate> own = tls.certificates().stream()
                    .filter(it -> it.name().equals(name) && it.internal() == internal)
                    .toList();
            boolean valid = own.stream().anyMatch(TlsFacts.Certificate::valid);
            if (!valid && worst.equals(VALID)) {
                worst = own.isEmpty() ? MISSING : EXPIRED;
            }
        }
        return Optional.of(worst);
    }
}
