package io.rlmprov.config;

import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A right file with one character wrong, at every place: problems or a hub, never another exception, never a secret. */
class BrokenTextTest {
    private static final String RIGHT = Resources.text(Resources.CONFIG.resolve("cases/everything.yaml"))
            .replace("${env:OPENAI_API_KEY}", "sk-must-not-be-shown")
            .replace("${file:class.password}", "\"must-not-be-shown\"");

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "{", "\t", "\n", "\"", "*", "!", "<<: "})
    void oneWrongCharacterIsAtWorstAProblem(String wrong) {
        for (int i = 0; i < RIGHT.length(); i++) {
            String text = RIGHT.substring(0, i) + wrong + RIGHT.substring(i + 1);
            for (Problem problem : problems(text)) {
                if (problem.render().contains("must-not-be-shown")) {
                    fail("shows a secret: " + problem.render() + "\nof: " + text);
                }
            }
        }
    }

    private static List<Problem> problems(String text) {
        Reading reading = Resources.reading(text);
        try {
            HubReader.read(reading);
            return reading.problems().warnings();
        } catch (ConfigException e) {
            return e.problems();
        }
    }
}
