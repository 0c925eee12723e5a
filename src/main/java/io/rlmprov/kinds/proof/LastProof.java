package io.rlmprov.kinds.proof;

import io.rlmprov.config.UtcTime;
import io.rlmprov.facts.HostFacts;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The last time that the path of a user was walked to its end on a host.
 *
 * @param at when, by the clock of the host
 * @param booted whether the host has booted since
 * @param restarted whether the container engine has started since
 */
public record LastProof(Instant at, boolean booted, boolean restarted) {
    /** What the probe found; empty on a host where it was never walked. */
    public static Optional<LastProof> of(HostFacts facts) {
        Map<String, String> found = facts.probe().lines(Proof.NAME).stream()
                .map(line -> line.split(" ", 2))
                .filter(part -> part.length == 2)
                .collect(Collectors.toMap(part -> part[0], part -> part[1], (_, last) -> last));
        return Optional.ofNullable(found.get("time"))
                .filter(time -> time.matches("\\d{1,12}"))
                .map(time -> new LastProof(
                        Instant.ofEpochSecond(Long.parseLong(time)),
                        !"same".equals(found.get("boot")),
                        !"same".equals(found.get("engine"))));
    }

    /** Whether the host has not been the same since: what worked then may not work now. */
    public boolean stale() {
        return booted || restarted;
    }

    @Override
    public String toString() {
        return "a test user's server last started and reached what it needs at "
                + UtcTime.minute(at) + " UTC"
                + (stale()
                        ? "; since then " + (booted ? "the host has booted" : "Docker has started")
                                + ", so apply checks it again, and rlmprov check does"
                        : "");
    }
}
