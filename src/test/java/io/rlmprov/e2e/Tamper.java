package io.rlmprov.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.rlmprov.config.YamlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of {@code drift/tampers.yaml}, which explains the columns.
 *
 * @param run the command, as root on the host
 * @param sees what a plan must name as changed on the host; empty: the plan must not speak of it
 * @param says words that a note of the plan must have; empty: none
 * @param left a command that succeeds on the host after the next apply; empty: an empty plan says it all
 */
record Tamper(String name, String run, List<String> sees, String says, String left) {
    private static final Path CATALOGUE = Path.of("src/test/resources/drift/tampers.yaml");

    /** The tampers of a round. */
    static List<Tamper> round(String round) throws IOException {
        List<Tamper> tampers = new ArrayList<>();
        for (JsonNode entry :
                YamlFile.read("tampers.yaml", Files.readString(CATALOGUE)).path(round)) {
            List<String> sees = new ArrayList<>();
            entry.path("sees").forEach(field -> sees.add(field.asText()));
            tampers.add(new Tamper(
                    entry.path("name").asText(),
                    entry.path("run").asText(),
                    List.copyOf(sees),
                    entry.path("says").asText(""),
                    entry.path("left").asText("")));
        }
        return List.copyOf(tampers);
    }
}
