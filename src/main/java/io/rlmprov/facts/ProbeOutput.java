package io.rlmprov.facts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlmprov.config.RlmprovException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What {@code probe.sh} printed, cut into its sections and known to be complete.
 *
 * @param sections lines by section, without those that tell errors
 * @param errors what a section could not read, by section
 */
public record ProbeOutput(Map<String, List<String>> sections, SortedMap<String, List<String>> errors) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ERROR = "error: ";

    /**
     * Cuts the output at its frames.
     *
     * @param nonce variable {@code NONCE} of that run
     * @throws RlmprovException if the output does not end with the frame {@code end}
     */
    static ProbeOutput parse(String output, String nonce) {
        String frame = "@@" + nonce + " ";
        Map<String, List<String>> sections = new LinkedHashMap<>();
        SortedMap<String, List<String>> errors = new TreeMap<>();
        String section = "";
        List<String> lines = new ArrayList<>();
        // Not lines(): a carriage return inside a file's content must stay what it is.
        for (String line : output.split("\n", -1)) {
            if (line.startsWith(frame)) {
                section = line.substring(frame.length());
                lines = new ArrayList<>();
                sections.put(section, lines);
            } else if (line.startsWith(ERROR)) {
                errors.computeIfAbsent(section, _ -> new ArrayList<>()).add(line.substring(ERROR.length()));
            } else {
                lines.add(line);
            }
        }
        if (!section.equals("end")) {
            throw new RlmprovException(
                    section.isEmpty()
                            ? "The host answered, but not with what the probe prints."
                            : "The probe's answer was cut off in section \"" + section + "\".",
                    "Run the command again; if it stays, it is a fault of rlmprov: please report it.");
        }
        return new ProbeOutput(sections, errors);
    }

    /** The lines of a section that are not empty. */
    public List<String> lines(String section) {
        return raw(section).stream().filter(line -> !line.isEmpty()).toList();
    }

    /** What the lines of a section say that begin with this word, without it. */
    public Stream<String> told(String section, String word) {
        return lines(section).stream()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.substring(word.length() + 1));
    }

    /**
     * The JSON objects of a section, one on each line that is only that.
     *
     * @throws RlmprovException if a line is damaged
     */
    public Stream<JsonNode> objects(String section) {
        return objects(section, "");
    }

    /** The same for lines that begin with this mark. */
    public Stream<JsonNode> objects(String section, String mark) {
        return lines(section).stream()
                .filter(line -> line.startsWith(mark + "{"))
                .map(line -> tree(section, line.substring(mark.length())));
    }

    private static JsonNode tree(String section, String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new RlmprovException(
                    "The probe's section \"" + section + "\" holds a line that is no JSON: " + line,
                    "Please report it with the version of Docker on the host.",
                    e);
        }
    }

    /** The content of a file that makes a section, byte for byte as on the host; empty if there is no such file. */
    public Optional<String> content(String section) {
        List<String> lines = raw(section);
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
    }

    private List<String> raw(String section) {
        List<String> lines = sections.get(section);
        if (lines == null) {
            throw new RlmprovException(
                    "The probe's answer has no section \"" + section + "\".",
                    "The probe and this program are of different versions; use the two of one release.");
        }
        return lines;
    }

    /** Without the lines, one of which is the key of the host. */
    @Override
    public String toString() {
        return "ProbeOutput" + sections.keySet();
    }
}
