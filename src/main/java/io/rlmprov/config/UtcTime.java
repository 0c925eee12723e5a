package io.rlmprov.config;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times in UTC for people, who are told the zone once, in the sentence or the head of a column. */
public final class UtcTime {
    private UtcTime() {}

    /** {@code 2026-11-26 10:00}. */
    public static String minute(Instant at) {
        String second = second(at);
        return second.substring(0, second.length() - ":00".length());
    }

    /** {@code 2026-11-26 10:00:00}. */
    public static String second(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", "");
    }
}
