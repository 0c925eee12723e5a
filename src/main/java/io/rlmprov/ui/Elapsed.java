package io.rlmprov.ui;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How long something took, as a person says it: {@code 0.4 s}, {@code 34 s}, {@code 2 min 05 s}. */
final class Elapsed {
    private Elapsed() {}

    static String since(Instant began, Instant now) {
        Duration elapsed = Duration.between(began, now);
        if (elapsed.toSeconds() < 10) {
            return String.format(Locale.ROOT, "%.1f s", elapsed.toMillis() / 1000.0);
        }
        if (elapsed.toMinutes() < 1) {
            return elapsed.toSeconds() + " s";
        }
        return String.format(Locale.ROOT, "%d min %02d s", elapsed.toMinutes(), elapsed.toSecondsPart());
    }
}
