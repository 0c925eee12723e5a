package io.rlmprov.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hub.yaml of a test, which changes it one key at a time as an operator would. */
final class HubYaml {
    private final Path file;
    private final String fixed;
    private final SortedMap<String, String> sections = new TreeMap<>();

    /**
     * In this file.
     *
     * @param lab what {@code lab/yaml} prints: host, certificates and base image
     */
    HubYaml(Path file, String lab) {
        this.file = file;
        // The tests set these themselves.
        this.fixed = lab.replaceAll("(?ms)^(users|server|auth|keys|http):\\n(^ .*?\\n)+", "");
        set("users", "count: 4");
        set("server", "memory: 512M", "cpu: 1");
        set("auth", "type: open");
        Matcher http = Pattern.compile("(?m)^http:\\n((?: .*\\n)+)").matcher(lab);
        if (http.find()) {
            set("http", http.group(1).strip());
        }
    }

    /** Replaces a section. */
    HubYaml set(String section, String... lines) {
        sections.put(section, String.join("\n", lines).indent(2));
        write();
        return this;
    }

    /** Sets a key of the top level. */
    HubYaml setTop(String key, String value) {
        sections.put(key, " " + value);
        write();
        return this;
    }

    /** Leaves out what {@link #set} or {@link #setTop} put in. */
    HubYaml remove(String section) {
        sections.remove(section);
        write();
        return this;
    }

    Path file() {
        return file;
    }

    private void write() {
        StringBuilder text = new StringBuilder(fixed);
        sections.forEach((section, body) -> text.append(section)
                .append(body.startsWith(" ") && !body.contains("\n") ? ":" : ":\n")
                .append(body)
                .append(body.endsWith("\n") ? "" : "\n"));
        try {
            Files.writeString(file, text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
