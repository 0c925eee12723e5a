package io.rlmprov.ui;

import com.fasterxml.jackson.databind.JsonNode;
import io.rlmprov.config.Durations;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Values as a person reads them, in the units of hub.yaml.
 *
 * @param kind of the resource whose values these are
 */
record Shown(String kind) {
    private static final Set<String> FOLDERS = Set.of("directory", "trust");
    private static final String DIGEST = "sha256:";

    /** Of a new folder, the names of its files say nothing that their number does not. */
    boolean countsOnly() {
        return kind.equals("directory");
    }

    /** Whether a field of a folder is a file in it, and not the folder. */
    boolean isFile(String path) {
        return !path.endsWith("/");
    }

    /** A value that comes or goes; of a file, its name says all. */
    String alone(String path, JsonNode value) {
        return FOLDERS.contains(kind) && isFile(path) ? "" : text(path, value.asText());
    }

    /** Whether it says anything to a person: what a service is started from is known by its digest alone. */
    boolean speaks(String path) {
        return !path.equals("spec");
    }

    /** A value that becomes another; of a file, what is other about it. */
    String change(String path, JsonNode before, JsonNode after) {
        String was = before.asText();
        String becomes = after.asText();
        if (!speaks(path)) {
            return "started from other files";
        }
        if (!was.startsWith(DIGEST) || !becomes.startsWith(DIGEST)) {
            return text(path, was) + " -> " + text(path, becomes);
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

    private static String text(String path, String value) {
        boolean bytes = path.equals("memory") || path.endsWith(".memory");
        boolean seconds = path.startsWith("idle.") || path.endsWith("Timeout");
        if (!value.matches("\\d{1,18}") || !(bytes || seconds)) {
            return value;
        }
        long number = Long.parseLong(value);
        return bytes ? bytes(number) : number == 0 ? "never" : Durations.text(Duration.ofSeconds(number));
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
