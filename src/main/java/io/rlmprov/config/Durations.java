package io.rlmprov.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as {@code 1h30m}. */
public final class Durations {
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d{1,5})d)?(?:(\\d{1,6})h)?(?:(\\d{1,7})m)?(?:(\\d{1,9})s)?");
    /** Ten years: its milliseconds fit wherever seconds do, with room to add them up. */
    private static final Duration MOST = Duration.ofDays(3650);

    private static final Pattern SEXAGESIMAL = Pattern.compile("([0-9]{1,4}):([0-9]{1,2})");

    private Durations() {}

    /** {@code 30s}, {@code 5m}, {@code 1h30m}, {@code 7d}, {@code 0}. */
    static Duration read(String text) throws BadValue {
        Matcher parts = DURATION.matcher(text);
        if (parts.matches() && !text.isEmpty()) {
            Duration duration = Duration.ofDays(count(parts, 1))
                    .plusHours(count(parts, 2))
                    .plusMinutes(count(parts, 3))
                    .plusSeconds(count(parts, 4));
            if (duration.compareTo(MOST) > 0) {
                throw new BadValue("is too long", "write at most " + MOST.toDays() + "d");
            }
            return duration;
        }
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        if (text.matches("[0-9]{1,9}")) {
            throw new BadValue("has no unit", "write " + text + "s, " + text + "m or " + text + "h");
        }
        Matcher clock = SEXAGESIMAL.matcher(text);
        if (clock.matches()) {
            String hours = clock.group(1) + "h" + clock.group(2) + "m";
            String minutes = clock.group(1) + "m" + clock.group(2) + "s";
            throw new BadValue("is not a duration", "write " + hours + " or " + minutes);
        }
        throw new BadValue("is not a duration", "write 30s, 5m or 1h30m");
    }

    /** A duration of a command line; empty if the text is none. */
    public static Optional<Duration> parse(String text) {
        try {
            return Optional.of(read(text));
        } catch (BadValue e) {
            return Optional.empty();
        }
    }

    /** The same form as is read. */
    public static String text(Duration duration) {
        if (duration.isZero()) {
            return "0";
        }
        return part(duration.toHours(), "h")
                + part(duration.toMinutesPart(), "m")
                + part(duration.toSecondsPart(), "s");
    }

    private static long count(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static String part(long count, String unit) {
        return count == 0 ? "" : count + unit;
    }
}
