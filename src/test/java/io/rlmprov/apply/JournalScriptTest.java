package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the very script that reads the journal on hosts, over a root directory made for the test. */
@Timeout(60)
class JournalScriptTest {
    private static final String LINE =
            "{\"at\":\"2026-11-26T10:00:00Z\",\"apply\":\"a1\",\"by\":\"ann@laptop\",\"plan\":\"p\",\"action\":\"apply\",\"event\":\"began\"}\n";

    @TempDir
    Path root;

    private Path state;

    @BeforeEach
    void theFolderOfTheState() throws IOException {
        state = Files.createDirectories(root.resolve("var/lib/rlmprov/h"));
    }

    @Test
    void aHostWithoutAHubHasNoJournal() throws Exception {
        Files.delete(state);
        assertThat(journal("+1")).isBlank();
    }

    @Test
    void aTornLastLineIsPrintedWithTheOthers() throws Exception {
        Files.writeString(state.resolve("journal.jsonl"), LINE + LINE.substring(0, 40));
        History history = History.parse(journal("+1").lines().toList());
        assertThat(history.runs()).hasSize(1);
        assertThat(history.unreadable()).isEqualTo(1);
    }

    @Test
    void onlyTheLastLinesArePrinted() throws Exception {
        Files.writeString(state.resolve("journal.jsonl"), LINE.repeat(500));
        assertThat(journal("+1").lines().filter(line -> !line.isEmpty())).hasSize(500);
        assertThat(journal("").lines().filter(line -> !line.isEmpty())).hasSize(400);
    }

    @Test
    void theHolderOfTheLockIsNamedAsLongAsItHolds() throws Exception {
        Process holder = lock();
        assertThat(journal("+1")).startsWith("lock: ann@laptop since 2026-11-26T10:00:00Z\n");
        // Whoever reads does not take the lock, and leaves no file.
        assertThat(holder.isAlive()).isTrue();
        holder.getOutputStream().close();
        assertThat(holder.waitFor()).isZero();
        assertThat(journal("+1")).isBlank();
    }

    @Test
    void theNameThatAKilledHolderLeftIsNotPrinted() throws Exception {
        Process holder = lock();
        holder.descendants().forEach(ProcessHandle::destroyForcibly);
        holder.destroyForcibly().waitFor();
        Files.writeString(
                state.resolve("lock.holder"), "ann@laptop since 2026-11-26T10:00:00Z\n", StandardOpenOption.CREATE);
        assertThat(journal("+1")).isBlank();
    }

    private Process lock() throws IOException {
        Process holder = start("lock.sh", "WHO", "ann@laptop since 2026-11-26T10:00:00Z");
        BufferedReader lines = holder.inputReader();
        assertThat(lines.readLine()).isEqualTo("LOCKED");
        return holder;
    }

    private String journal(String lines) throws Exception {
        Process process = start("journal.sh", "JOURNAL", lines);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return out;
    }

    private Process start(String script, String variable, String value) throws IOException {
        ProcessBuilder process = new ProcessBuilder(List.of("sh", "ansible-free-scripts/" + script));
        process.environment().put("HUB", "h");
        process.environment().put("ROOT", root.toString());
        process.environment().put(variable, value);
        return process.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
