package io.rlmprov.ui;

import com.fasterxml.jackson.databind.JsonNode;
import io.rlmprov.config.Durations;
import io.rlmprov.model.PlanDocument.FieldDocument;
import java.time.Duration;
import java.util.Locale;

/** Values as a person reads them, in the units of hub.yaml. */
final class Shown {
    private Shown() {}

    /** A value that comes or goes; of a file, its name says all. */
    static String alone(FieldDocument field, JsonNode value) {
        return switch (field.unit()) {
            case "content", "file", "inputs" -> "";
            default -> text(field.unit(), value);
        };
    }

    /** A value that becomes another; of a file, what is other about it. */
    static String change(FieldDocument field, JsonNode before, JsonNode after) {
        return switch (field.unit()) {
            case "inputs" -> "started from other files";
            case "content", "file" -> content(before.asText(), after.asText());
            default -> {
                // The number 3600 and the text "3600" look alike, and only one of them is right.
                boolean quoted = before.getNodeType() != after.getNodeType();
                yield quoted
                        ? before + " -> " + after
                        : text(field.unit(), before) + " -> " + text(field.unit(), after);
            }
        };
    }

    private static String content(String was, String becomes) {
        boolean marks = was.startsWith("sha256:") && becomes.startsWith("sha256:");
        if (!marks) {
            return was + " -> " + becomes;
        }
        return digest(was).equals(digest(becomes)) ? beside(was) + " -> " + beside(becomes) : "other content";
    }

    private static String digest(String mark) {
        return mark.split(" ", 2)[0];
    }

    private static String beside(String mark) {
        String[] parts = mark.split(" ", 2);
        return parts.length == 2 ? parts[1] : "as usual";
    }

    private static String text(String unit, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            return value.isTextual() ? value.textValue() : value.toString();
        }
        long number = value.longValue();
        return switch (unit) {
            case "bytes" -> bytes(number);
            case "seconds" -> number == 0 ? "never" : Durations.text(Duration.ofSeconds(number));
            default -> value.toString();
        };
    }

    private static String bytes(long bytes) {
        if (bytes == 0) {
            return "no limit";
        }
        double mebibytes = bytes / 1048576.0;
        return mebibytes == Math.rint(mebibytes)
                ? Math.round(mebibytes) + "M"
                : String.format(Locale.ROOT, "%.1fM", mebibytes);
    }
}
