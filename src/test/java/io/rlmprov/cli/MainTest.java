package io.rlmprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.apply.LockedException;
import io.rlmprov.apply.StalePlanException;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command lines that never reach a host, and how a command ends. */
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

    @Test
    void aStalePlanAndALockHaveCodesOfTheirOwn() {
        assertThat(Main.failed(around(), new StalePlanException("hub1", List.of("the hub ended")), false))
                .isEqualTo(ExitCode.STALE)
                .isEqualTo(3);
        assertThat(Main.failed(around(), new LockedException("hub1", "bob@desk"), false))
                .isEqualTo(ExitCode.LOCKED)
                .isEqualTo(4);
        assertThat(err.toString().lines())
                .contains(
                        "Error: The plan is stale: since it was made, this changed on hub1:",
                        "Error: The host hub1 is locked by another apply or destroy: bob@desk")
                .noneMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void aFaultOfOursIsCalledOneAndTracedOnDemand() {
        assertThat(Main.failed(around(), new IllegalStateException("oops"), true))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("rlmprov itself failed", "\tat io.rlmprov.cli.MainTest");
    }

    @Test
    void ctrlCTellsHowToGoOn() {
        try (Progress progress = Progress.of(around(), true)) {
            progress.interrupted();
        }
        assertThat(err.toString()).contains("Interrupted. What is done stays done", "Run it again: it waits for that");
    }

    @ParameterizedTest
    @CsvSource({
        "hub.example, 8000, http://hub.example:8000/",
        "10.0.0.1, 80, http://10.0.0.1:80/",
        "2001:db8::1, 8000, http://[2001:db8::1]:8000/"
    })
    void theHubsUrlIsOneThatABrowserOpens(String host, int port, String url) {
        assertThat(Workspace.url(host, port)).isEqualTo(url);
    }

    private int run(String... arguments) {
        return Main.run(around(), arguments);
    }

    private Surroundings around() {
        return new Surroundings(
                Map.of(),
                Path.of("/home/ann"),
                "ann",
                Path.of("."),
                false,
                new BufferedReader(new StringReader("")),
                new PrintWriter(out),
                new PrintWriter(err),
                () -> Instant.EPOCH,
                byte[]::new);
    }
}
