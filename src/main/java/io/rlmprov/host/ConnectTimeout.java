package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** ConnectTimeout of ssh_config: seconds, or {@code 1m30s} as in sshd_config(5), TIME FORMATS. */
final class ConnectTimeout {
    /** Where ssh would wait for as long as the operating system does. */
    static final Duration USUAL = Duration.ofSeconds(20);

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Pattern TIME = Pattern.compile("(?:[0-9]{1,6}[smhdw]?)+");
    private static final Pattern PART = Pattern.compile("([0-9]+)([smhdw]?)");

    private ConnectTimeout() {}

    static Duration of(SshConfig.Line line) {
        String text = line.word().toLowerCase(Locale.ROOT);
        if (text.equals("none")) {
            return USUAL;
        }
        if (!TIME.matcher(text).matches()) {
            throw new RlmprovException(
                    line.where() + ": " + line.keyword() + " " + line.word() + " is not a time",
                    "Write it as 10, 10s or 1m30s.");
        }
        long seconds = PART.matcher(text)
                .results()
                .mapToLong(part -> Long.parseLong(part.group(1)) * unit(part.group(2)))
                .sum();
        Duration timeout = Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds()));
        return timeout.isZero() ? USUAL : timeout;
    }

    private static long unit(String letter) {
        return switch (letter) {
            case "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            case "w" -> 604_800;
            default -> 1;
        };
    }
}
