package io.rlmprov.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.rlmprov.apply.Event;
import io.rlmprov.config.Printable;
import io.rlmprov.model.Operation;
import io.rlmprov.model.PlanDocument;
import io.rlmprov.plan.PlanJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever names a file or a container on the host commands no terminal, and writes no line of a plan. */
class PrintableTest {
    /** A screen that is cleared, a cursor that moves by C1's CSI, text that runs backwards, and lines that are none of ours. */
    private static final String EVIL = "\u001b[2J\u009b1A\u202e\r\nEVIL\u2028EVIL\u0085EVIL";

    private static final String COMMANDS = "[\\p{gc=Cc}\\p{gc=Zl}\\p{gc=Zp}\u202e&&[^\\n]]";

    /** Words of rlmprov itself. */
    private static final Set<String> OURS = Set.of("action", "unit", "origin", "reasons");

    @ParameterizedTest
    @ValueSource(strings = {"several-changes", "drift", "destroy-purge", "bare-host"})
    void noTextOfAPlanCommandsATerminal(String name) throws IOException {
        JsonNode plan = new ObjectMapper()
                .readTree(Files.readString(Path.of("src/test/resources/plans", name, "expected.json")));
        poison(plan);
        PlanDocument document = PlanJson.read(plan.toString());
        assertThat(document.changes().getFirst().name()).contains(EVIL);
        assertThat(new PlanText(Style.PLAIN).render(document))
                .doesNotContainPattern(COMMANDS)
                .contains("?[2J?1A???EVIL?EVIL?EVIL")
                .satisfies(text -> assertThat(text.lines()).noneMatch(line -> line.startsWith("EVIL")));
    }

    @Test
    void progressPrintsNoCommandOfTheHost() {
        StringWriter text = new StringWriter();
        Operation operation = new Operation(
                "hub1/x",
                "hub1",
                List.of(),
                "Doing" + EVIL,
                "Did" + EVIL,
                new TreeSet<>(),
                Optional.empty(),
                List.of(),
                false);
        ProgressLines lines = new ProgressLines(new PrintWriter(text), () -> Instant.EPOCH);
        lines.emit(new Event.Began(List.of(operation)));
        lines.emit(new Event.Started(operation));
        lines.emit(new Event.Finished(operation, "Did" + EVIL));
        lines.emit(new Event.Failed(operation));
        lines.emit(new Event.Skipped(operation, operation));
        assertThat(text.toString()).doesNotContainPattern(COMMANDS).hasLineCount(4);
    }

    @Test
    void aTextOfSeveralLinesKeepsThem() {
        assertThat(Printable.lines("a\n\tb" + EVIL)).isEqualTo("a\n\tb?[2J?1A??\nEVIL?EVIL?EVIL");
        assertThat(Printable.line("é ü 日本 😀")).isEqualTo("é ü 日本 😀");
    }

    /** Adds it to each text and to each key of a map whose keys are no words of ours. */
    private static void poison(JsonNode node) {
        if (node instanceof ObjectNode object) {
            List.copyOf(object.properties()).forEach(field -> {
                boolean ours = OURS.contains(field.getKey()) || field.getKey().equals("summary");
                if (!ours && field.getValue().isTextual()) {
                    object.put(field.getKey(), field.getValue().asText() + EVIL);
                } else if (!ours) {
                    poison(field.getValue());
                }
            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i).isTextual()) {
                    array.set(i, TextNode.valueOf(array.get(i).asText() + EVIL));
                } else {
                    poison(array.get(i));
                }
            }
        }
    }
}
