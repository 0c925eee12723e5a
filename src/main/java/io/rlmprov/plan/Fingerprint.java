package io.rlmprov.plan;

import io.rlmprov.desired.Address;
import io.rlmprov.desired.Sha256;
import io.rlmprov.facts.Observed;
import io.rlmprov.sizing.Capacity;

/**
 * A digest of the facts that a plan was made from. Under the lock they are read again: if it differs, the host has moved
 * and the plan is stale. Users' servers are not in it, since users come and go while an operator reads.
 */
public record Fingerprint(String sha256) {
    /** Of what is on the host, and of the size of it that sizing reads. */
    public static Fingerprint of(Observed observed, Capacity capacity) {
        StringBuilder facts = new StringBuilder("memory ")
                .append(capacity.memoryBytes())
                .append(" cores ")
                .append(capacity.cores())
                .append('\n');
        observed.resources().forEach((address, values) -> {
            if (address.kind() != Address.Kind.SERVER) {
                facts.append(address.local()).append('\n');
                values.forEach((path, value) -> facts.append(' ')
                        .append(path)
                        .append('=')
                        .append(value.text())
                        .append('\n'));
            }
        });
        return new Fingerprint(Sha256.of(facts.toString()));
    }
}
