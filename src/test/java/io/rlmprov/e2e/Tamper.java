package io.rlmprov.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.rlmprov.config.YamlFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of the catalogue in {@code src/test/resources/drift}, whose file {@code limits.yaml} explains the columns.
 *
 * @param by the mechanism, as {@code docker update}
 * @param run the command, as root on the host
 * @param sees what a plan must name as changed on the host; empty: the plan must not speak of it
 * @param says words that a note of the plan must have; empty: none
 * @param undo a command that takes it back before the apply, where apply leaves it to a person; empty: none
 * @param left a command that succeeds on the host after the next apply; empty: an empty plan says it all
 */
record Tamper(String name, String by, String run, List<String> sees, String says, String undo, String left) {
    private static final Path CATALOGUE = Path.of("src/test/resources/drift");

    /** The tampers of a round, which is a file of the catalogue. */
    static List<Tamper> round(String round) {
        String file = round + ".yaml";
        List<Tamper> tampers = new ArrayList<>();
        for (JsonNode entry : YamlFile.read(file, text(CATALOGUE.resolve(file)))) {
            List<String> sees = new ArrayList<>();
            entry.path("sees").forEach(field -> sees.add(field.asText()));
            tampers.add(new Tamper(
                    entry.path("name").asText(),
                    entry.path("by").asText(),
                    entry.path("run").asText(),
                    List.copyOf(sees),
                    entry.path("says").asText(""),
                    entry.path("undo").asText(""),
                    entry.path("left").asText("")));
        }
        return List.copyOf(tampers);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
