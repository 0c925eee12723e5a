package io.rlmprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command lines that never reach a host. */
class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                     | Say what to do: plan, apply or destroy
            aply                   | there is no command "aply"
            plan a.yaml b.yaml     | "b.yaml" is one argument too many
            plan --purge           | Unknown option: '--purge'
            apply --json hub.yaml  | --json leaves no room for a question; add --yes
            """)
    void aCommandLineThatIsWrongIsToldSo(String line, String error) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" ", -1))).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("Error: " + error + "\n").contains("--help\".");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"help", "--help", "help plan", "plan --help", "apply --help", "destroy --help"})
    void helpIsThereWhereverItIsLookedFor(String line) {
        assertThat(run(line.split(" ", -1))).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("Usage: rlmprov");
        assertThat(out.toString().lines())
                .allSatisfy(text -> assertThat(text.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void aHubYamlThatIsNotThereIsToldBeforeAnythingElse() {
        assertThat(run("plan", "/nowhere/hub.yaml")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("/nowhere/hub.yaml: there is no such file");
    }

    private int run(String... arguments) {
        return Main.run(
                new Surroundings(
                        Map.of(),
                        Path.of("/home/ann"),
                        "ann",
                        Path.of("."),
                        false,
                        new BufferedReader(new StringReader("")),
                        new PrintWriter(out),
                        new PrintWriter(err),
                        () -> Instant.EPOCH,
                        byte[]::new),
                arguments);
    }
}
