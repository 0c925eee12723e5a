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

/** What the operator's terminal and environment decide. */
class SurroundingsTest {
    @Test
    void aTerminalIsColoured() {
        assertThat(in(true, Map.of()).style().coloured()).isTrue();
        assertThat(in(true, Map.of("TERM", "xterm-256color", "NO_COLOR", ""))
                        .style()
                        .coloured())
                .isTrue();
    }

    @Test
    void aPipeAndADumbTerminalAndWhoWantsNoColourAreNot() {
        assertThat(in(false, Map.of()).style().coloured()).isFalse();
        assertThat(in(true, Map.of("TERM", "dumb")).style().coloured()).isFalse();
        assertThat(in(true, Map.of("NO_COLOR", "1")).style().coloured()).isFalse();
    }

    @Test
    void aPipeAndADumbTerminalGetLinesInsteadOfARepaintedOne() {
        assertThat(in(true, Map.of("NO_COLOR", "1")).repaints()).isTrue();
        assertThat(in(true, Map.of("TERM", "dumb")).repaints()).isFalse();
        assertThat(in(false, Map.of()).repaints()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"120, 120", "10, 40", "0, 100", "wide, 100"})
    void theWidthIsWhatTheLauncherSays(String columns, int width) {
        assertThat(in(true, Map.of("COLUMNS", columns)).width()).isEqualTo(width);
    }

    private static Surroundings in(boolean terminal, Map<String, String> environment) {
        return new Surroundings(
                environment,
                Path.of("/home/ann"),
                "ann",
                Path.of("."),
                terminal,
                new BufferedReader(new StringReader("")),
                new PrintWriter(new StringWriter()),
                new PrintWriter(new StringWriter()),
                () -> Instant.EPOCH,
                byte[]::new);
    }
}
