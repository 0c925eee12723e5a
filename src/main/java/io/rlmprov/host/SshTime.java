package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.host.SshSettings.Setting;
import java.time.Duration;
import java.util.regex.Pattern;

/** Times of ssh_config: seconds, or {@code 1m30s} as in sshd_config(5), TIME FORMATS. */
final class SshTime {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Pattern TIME = Pattern.compile("(?:[0-9]{1,6}[smhdw]?)+");
    private static final Pattern PART = Pattern.compile("([0-9]+)([smhdw]?)");

    private SshTime() {}

    /** The time of a setting, at most a day; zero for {@code none}. */
    static Duration of(Setting setting) {
        if (setting.isNone()) {
            return Duration.ZERO;
        }
        String text = setting.word();
        if (!TIME.matcher(text).matches()) {
            throw new RlmprovException(
                    setting.where() + ": " + setting.keyword() + " " + setting.value() + " is not a time",
                    "Write it as 10, 10s or 1m30s.");
        }
        long seconds = PART.matcher(text)
                .results()
                .mapToLong(part -> Long.parseLong(part.group(1)) * unit(part.group(2)))
                .sum();
        return Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds()));
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
