package io.rlmprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which logs can be asked for, and what of them reaches a terminal; and commands that read a host that is down. */
class LogsCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void aHubYamlWhoseHostIsDown() throws IOException {
        // Port 1 of this machine refuses connections.
        file = Files.writeString(folder.resolve("hub.yaml"), """
                apiVersion: rlmprov/v1
                name: rlm-class
                hosts:
                  - address: 127.0.0.1
                    port: 1
                    user: root
                users:
                  count: 2
                keys:
                  OPENAI_API_KEY: ${env:NOT_SET}
                """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hub                             | "hub" has no log; write service/NAME
            service/                        | "service/" has no log
            volume/x                        | "volume/x" has no log
            service/hub --tail few          | --tail: "few" is not a number of lines
            service/hub --since yesterday   | --since: "yesterday" is not a time
            service/hub --since 1w          | --since: "1w" is not a time
            """)
    void whatIsWrittenWrongIsToldBeforeTheHostIsAsked(String line, String error) {
        assertThat(run("logs " + line)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("Error: " + error);
    }

    @ParameterizedTest
    @CsvSource({
        "service/hub",
        "127.0.0.1/service/hub -f",
        "server/ann@example.org --since 1h30m --tail 5",
        "service/hub --since 2026-11-26T10:00:00Z",
        "service/hub --since 1d --tail all"
    })
    void whatIsWrittenRightAsksTheHost(String line) {
        assertThat(run("logs " + line)).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("127.0.0.1").doesNotContain("NOT_SET");
    }

    @Test
    void aHostThatIsDownIsASentence() {
        for (String command : List.of("status", "history", "logs service/hub", "show 3a97c0ffee12")) {
            err.getBuffer().setLength(0);
            assertThat(run(command)).isEqualTo(ExitCode.FAILED);
            assertThat(err.toString())
                    .startsWith("Error: ")
                    .contains("127.0.0.1")
                    .doesNotContain("\tat ");
            assertThat(out.toString()).isEmpty();
        }
    }

    @Test
    void aProgramReadsThatTheHostIsDown() {
        assertThat(run("status --json")).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString())
                .startsWith("{\n  \"hub\" : \"rlm-class\",\n  \"host\" : \"127.0.0.1\",\n  \"reachable\" : false,");
        assertThat(err.toString()).startsWith("Error: ");
    }

    @Test
    void noLineOfALogCommandsTheTerminalOrShowsAKey() {
        assertThat(LogsCommand.shown("\u001b[32m[I 10:00]\u001b[0m\tstarted")).isEqualTo("[I 10:00]\tstarted");
        assertThat(LogsCommand.shown("\u001b]0;title\u0007\u009b31m")).isEqualTo("?]0;title??31m");
        assertThat(LogsCommand.shown("OPENAI_API_KEY=sk-must-not-be-shown")).doesNotContain("must-not-be-shown");
        assertThat(LogsCommand.shown("GET /user/ann/lab?token=0123456789abcdef HTTP/1.1"))
                .doesNotContain("0123456789abcdef");
    }

    private int run(String line) {
        List<String> arguments = new ArrayList<>(List.of(line.split(" ", -1)));
        arguments.addAll(List.of("--config", file.toString()));
        return Main.run(around(), arguments.toArray(new String[0]));
    }

    private Surroundings around() {
        return StillSurroundings.of(Map.of(), folder, out, err);
    }
}
