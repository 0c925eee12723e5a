package io.rlmprov.apply;

import io.rlmprov.config.Printable;
import io.rlmprov.config.UtcTime;
import io.rlmprov.facts.HostFacts;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Who holds the lock of a hub, as the holder itself says.
 *
 * @param who the operator and their computer, for example {@code ann@laptop}
 * @param since when the holder took the lock, by the clock of its own computer; empty if it does not say
 */
public record LockHolder(String who, Optional<Instant> since) {
    private static final String SINCE = " since ";

    /** Reads {@code ann@laptop since 2026-11-26T10:00:00Z}. */
    public static LockHolder parse(String line) {
        int at = line.lastIndexOf(SINCE);
        if (at > 0) {
            try {
                Instant since =
                        Instant.parse(line.substring(at + SINCE.length()).strip());
                return new LockHolder(line.substring(0, at), Optional.of(since));
            } catch (DateTimeException e) {
                // Another version may write the time in another form.
            }
        }
        return new LockHolder(line.isBlank() ? "its holder is not known" : line.strip(), Optional.empty());
    }

    /** The holder that the probe found; empty if the lock was free. */
    static Optional<LockHolder> of(HostFacts facts) {
        return facts.probe().lines("lock").stream().findFirst().map(LockHolder::parse);
    }

    /** For example {@code ann@laptop, since 2026-11-26 10:00:00 UTC}. */
    @Override
    public String toString() {
        return Printable.line(who)
                + since.map(at -> ", since " + UtcTime.second(at) + " UTC").orElse("");
    }
}
