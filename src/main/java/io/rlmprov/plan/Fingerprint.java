package io.rlmprov.plan;

import io.rlmprov.kinds.Observed;
import io.rlmprov.model.Sha256;
import io.rlmprov.sizing.Capacity;
import java.util.Set;

/**
 * A digest of the facts that a plan was made from. Under the lock they are read again: if it differs, the host has moved
 * and the plan is stale. Resources that come and go with users are not in it.
 */
public record Fingerprint(String sha256) {
    /**
     * Of what is on the host, and of the size of it that sizing reads.
     *
     * @param ephemeral names of the kinds that come and go with users
     */
    public static Fingerprint of(Observed observed, Capacity capacity, Set<String> ephemeral) {
        StringBuilder facts = new StringBuilder("memory ")
                .append(capacity.memoryBytes())
                .append(" cores ")
                .append(capacity.cores())
                .append('\n');
        observed.resources().forEach((address, values) -> {
            if (!ephemeral.contains(address.kind())) {
                facts.append(address.local()).append('\n');
                values.forEach((path, value) -> facts.append(' ')
                        .append(path)
                        .append('=')
                        .append(value.form())
                        .append(' ')
                        .append(value.text())
                        .append('\n'));
            }
        });
        return new Fingerprint(Sha256.of(facts.toString()));
    }
}
