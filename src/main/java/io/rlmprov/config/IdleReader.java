package io.rlmprov.config;

import io.rlmprov.config.Hub.Idle;
import java.time.Duration;

/** The section {@code idle}. */
final class IdleReader {
    /** The hub learns of activity each minute, the proxy's part of it later: shorter timeouts hit people at work. */
    private static final Duration SHORT = Duration.ofMinutes(5);

    private static final Duration LEAST = Duration.ofSeconds(10);

    private IdleReader() {}

    static Idle read(Section idle) {
        Idle result = new Idle(
                idle.value("timeout", Formats.atLeast(LEAST, false)).orElse(Duration.ofHours(1)),
                idle.value("check-every", Formats.atLeast(Duration.ofSeconds(1), false))
                        .orElse(Duration.ofMinutes(5)),
                idle.value("max-age", Formats.atLeast(LEAST, true)).orElse(Duration.ZERO),
                idle.value("kernel-timeout", Formats.atLeast(LEAST, true)).orElse(Duration.ofMinutes(20)));
        if (result.timeout().compareTo(SHORT) < 0) {
            idle.warning(
                    "timeout",
                    Durations.text(result.timeout()) + " ends servers of people who read or think",
                    "write 5m or more for a class");
        }
        if (result.checkEvery().compareTo(result.timeout()) > 0) {
            idle.warning(
                    "check-every",
                    Durations.text(result.checkEvery()) + " is longer than the timeout of "
                            + Durations.text(result.timeout()) + ", so servers live longer than that",
                    "write a shorter one");
        }
        if (!result.maxAge().isZero() && result.maxAge().compareTo(result.timeout()) < 0) {
            idle.warning(
                    "max-age",
                    Durations.text(result.maxAge()) + " is shorter than the timeout, and ends servers in use",
                    "write 0 for never");
        }
        return result;
    }
}
