package io.rlmprov.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.apply.Event;
import io.rlmprov.model.Address;
import io.rlmprov.model.Operation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same events for a log, a program and a terminal, with a clock that the test winds. */
class ProgressTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    private static final Operation DOCKER = operation("install-docker", "Installing Docker", "engine/docker");
    private static final Operation STACK = operation("start-stack", "Starting proxy and hub");

    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);
    private Instant now = START;

    @Test
    void aLogGetsALineWhenAStepBeginsAndOneWhenItEnds() {
        play(new ProgressLines(out, () -> now));
        assertThat(text.toString().lines())
                .containsExactly(
                        "[1/2] Installing Docker ...",
                        "  [1/2] 25 s: three",
                        "[1/2] Installed Docker (27 s)",
                        "[2/2] Starting proxy and hub ...",
                        "[2/2] Starting proxy and hub failed (0.5 s)");
    }

    @Test
    void aProgramGetsAnObjectALine() {
        play(new ProgressJson(out, () -> now));
        assertThat(text.toString().lines())
                .startsWith(
                        "{\"at\":\"2026-11-23T10:00:00Z\",\"event\":\"began\",\"operations\":2}",
                        "{\"at\":\"2026-11-23T10:00:00Z\",\"event\":\"started\",\"operation\":\"hub1/install-docker\","
                                + "\"step\":\"Installing Docker\",\"resources\":[\"hub1/engine/docker\"]}",
                        "{\"at\":\"2026-11-23T10:00:01Z\",\"event\":\"output\",\"operation\":\"hub1/install-docker\","
                                + "\"line\":\"one\"}")
                .endsWith(
                        "{\"at\":\"2026-11-23T10:00:27.500Z\",\"event\":\"failed\",\"operation\":\"hub1/start-stack\","
                                + "\"step\":\"Starting proxy and hub\",\"resources\":[]}");
    }

    @Test
    void whatIsNotDoneNamesWhatFailed() {
        ProgressLines lines = new ProgressLines(out, () -> now);
        lines.emit(new Event.Began(List.of(DOCKER, STACK)));
        lines.emit(new Event.Skipped(STACK, DOCKER));
        assertThat(text.toString())
                .isEqualTo("[2/2] Starting proxy and hub: not done, since this failed: Installing Docker\n");
    }

    @Test
    void operationsThatRunAtOnceHaveALivingLineEach() {
        try (ProgressBoard board = new ProgressBoard(out, () -> now, Style.PLAIN, 80)) {
            board.emit(new Event.Began(List.of(DOCKER, STACK)));
            board.emit(new Event.Started(DOCKER));
            board.emit(new Event.Started(STACK));
        }
        assertThat(livingLines().subList(1, 3))
                .containsExactly("⠋ [1/2] Installing Docker  0.0 s", "⠋ [2/2] Starting proxy and hub  0.0 s");
    }

    @Test
    void aTerminalGetsALivingLineAndALineForEachStepThatEnded() {
        try (ProgressBoard board = new ProgressBoard(out, () -> now, Style.PLAIN, 80)) {
            play(board);
        }
        assertThat(text.toString().lines())
                .contains("\u001b[2K\u001b[?7l⠋ [1/2] Installing Docker  0.0 s\u001b[?7h")
                .filteredOn(line -> line.matches(".*[✓✗].*"))
                .containsExactly(
                        "\u001b[2K✓ [1/2] Installed Docker  27 s", "\u001b[2K✗ [2/2] Starting proxy and hub  0.5 s");
    }

    @Test
    void theLivingLineNeverWraps() {
        try (ProgressBoard board = new ProgressBoard(out, () -> now, Style.PLAIN, 40)) {
            board.emit(new Event.Started(
                    operation("build", "Building an image with a name that is longer than the terminal is wide")));
        }
        assertThat(livingLines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).hasSize(39).startsWith("⠋ Building an image"));
    }

    @Test
    void aBuildPaintsNothingOnTheTerminal() {
        try (ProgressBoard board = new ProgressBoard(out, () -> now, Style.PLAIN, 80)) {
            board.emit(new Event.Started(DOCKER));
            board.emit(new Event.Output(DOCKER, "\u001b[31mred\tand long".repeat(10)));
            board.tick();
        }
        assertThat(livingLines())
                .anySatisfy(line -> assertThat(line).contains("[31mred and long"))
                .allSatisfy(line ->
                        assertThat(line).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(80));
    }

    private static Operation operation(String id, String doing, String... resources) {
        List<Address> addresses = Stream.of(resources)
                .map(name -> Address.parse("hub1/" + name).orElseThrow())
                .toList();
        return new Operation(
                "hub1/" + id, "hub1", addresses, doing, doing, new TreeSet<>(), Optional.empty(), List.of(), false);
    }

    /** What was painted, without what the board itself commands the terminal. */
    private List<String> livingLines() {
        return text.toString()
                .replace("\r\u001b[2K", "\n")
                .replaceAll("\u001b\\[\\?7[lh]", "")
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private void play(Event.Sink sink) {
        sink.emit(new Event.Began(List.of(DOCKER, STACK)));
        sink.emit(new Event.Started(DOCKER));
        after(1000, sink, new Event.Output(DOCKER, "one"));
        after(1000, sink, new Event.Output(DOCKER, "two"));
        after(23_000, sink, new Event.Output(DOCKER, "  three"));
        after(1000, sink, new Event.Output(DOCKER, "four"));
        after(1000, sink, new Event.Finished(DOCKER, "Installed Docker"));
        after(0, sink, new Event.Started(STACK));
        after(500, sink, new Event.Failed(STACK));
    }

    private void after(long millis, Event.Sink sink, Event event) {
        now = now.plus(Duration.ofMillis(millis));
        sink.emit(event);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.0 s",
        "449, 0.4 s",
        "9999, 10.0 s",
        "10000, 10 s",
        "59999, 59 s",
        "60000, 1 min 00 s",
        "7265000, 121 min 05 s"
    })
    void durationsAreWhatAPersonSays(long millis, String said) {
        assertThat(Elapsed.since(START, START.plusMillis(millis))).isEqualTo(said);
    }
}
