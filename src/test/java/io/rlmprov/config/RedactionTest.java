package io.rlmprov.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a line of hub.yaml, and wherever it stands: no error shows a secret, and each shows the rest. */
class RedactionTest {
    private static final Path LINES = Resources.CONFIG.resolve("redaction");

    private static final FakeSources SOURCES = new FakeSources(
            Map.of("SECRET_OF_MINE", "hunter2"),
            Map.of(FakeSources.FOLDER.resolve("passwords/db-password.txt"), "hunter3\n"),
            Map.of());

    /** Places in a hub.yaml: at the top, in each kind of section, in a list, in braces, below an unknown key. */
    private static final List<String> PLACES = List.of(
            "%s\n",
            "server:\n  %s\n",
            "server:\n  memory: 512M\n  %s\n",
            "server:\n  memory:\n    %s\n",
            "server: {cpu: 1, %s}\n",
            "hosts:\n  - address: hub.example.org\n    %s\n",
            "users:\n  admins:\n    - %s\n",
            "unknown:\n  - deep:\n      %s\n",
            "apiVersion: rlmprov/v1\nname: x\n\t%s\n",
            "welcome: |\n  text\n %s\nserver: [\n");

    private static Stream<Arguments> hidden() {
        return lines("hidden.txt").map(line -> {
            int bar = line.lastIndexOf(" | ");
            return Arguments.of(line.substring(0, bar), line.substring(bar + 3));
        });
    }

    private static Stream<String> shown() {
        return lines("shown.txt");
    }

    private static Stream<String> lines(String file) {
        return Resources.text(LINES.resolve(file)).lines().filter(line -> !line.startsWith("# "));
    }

    @ParameterizedTest
    @MethodSource("hidden")
    void noErrorShowsASecret(String line, String secret) {
        for (String place : PLACES) {
            String text = place.replace("%s", line);
            for (Problem problem : problems(text)) {
                assertThat(problem.render()).as(text).doesNotContain(secret);
                assertThat(problem.toString()).as(text).doesNotContain(secret);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shown")
    void everythingElseIsShown(String line) {
        assertThat(Redaction.line("  " + line)).isEqualTo("  " + line);
        assertThat(Redaction.quote(line)).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curl: (22) Authorization: Bearer hunter2hunter2",
                "fatal: unable to access 'https://ann:hunter2@git.example.org/'",
                "docker run -e OPENAI_API_KEY=hunter2 failed",
                "invalid \"token\":\"hunter2\"",
                "Unknown option: '--api-key=hunter2'",
                "there is no command \"sk-hunter2\""
            })
    void messagesOfOtherProgramsShowNone(String message) {
        assertThat(new RlmprovException(message, message))
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("hunter2"))
                .satisfies(error -> assertThat(error.remedy()).doesNotContain("hunter2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "failed to pull sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "container 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 is not running",
                "write ${env:OPENAI_API_KEY} and export it, or ${file:...} or ${command:...}",
                "sudo: a password is required",
                "its host key is new: SHA256:uNiVztksCsDhcc0u9e8BrQRQTJ3LpwnZ0Z0Z0Z0Z0Z0"
            })
    void messagesOfOtherProgramsStayAsTheyAre(String message) {
        assertThat(Redaction.message(message)).isEqualTo(message);
    }

    private static List<Problem> problems(String text) {
        Reading reading = new Reading(new SourceText("hub.yaml", text), new References(SOURCES, FakeSources.FOLDER));
        try {
            HubReader.read(reading);
            return reading.problems().warnings();
        } catch (ConfigException e) {
            return e.problems();
        }
    }
}
