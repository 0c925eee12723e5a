package io.rlmprov.host;

import java.time.Duration;

/**
 * When a peer that no longer answers counts as lost.
 *
 * @param interval between two questions
 * @param count of questions without an answer after which the connection ends
 */
record Liveness(Duration interval, int count) {
    /** Where ssh_config has no ServerAliveInterval: ssh would wait for ever, and an apply holds a lock. */
    static final Liveness USUAL = new Liveness(Duration.ofSeconds(15), 5);

    static Liveness of(SshSettings settings) {
        Duration interval =
                settings.first("serveraliveinterval").map(SshTime::of).orElse(Duration.ZERO);
        if (interval.isZero()) {
            return USUAL;
        }
        int count = settings.first("serveralivecountmax")
                .map(it -> Integer.parseInt(it.value()))
                .orElse(3);
        // ServerAliveCountMax 0: ask, and never give up.
        return new Liveness(interval, count == 0 ? Integer.MAX_VALUE : count);
    }
}
