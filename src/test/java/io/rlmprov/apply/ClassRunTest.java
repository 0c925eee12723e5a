package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.RemoteShell;
import io.rlmprov.model.Payload;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Commands for a class take the lock and are in the journal, as an apply does. */
class ClassRunTest {
    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final ClassRun run = new ClassRun(
            host,
            "rlm-class",
            Operator::script,
            new Journal("ann@laptop", "5f1c", "0.1.0", () -> Instant.parse("2026-11-26T10:00:00Z")));

    @Test
    void whatItDoesIsInTheJournalWithItsSubject() {
        host.mean("announce.sh", script -> {
            assertThat(machine.lockedBy).isPresent();
            script.say("hub " + script.get("HUB") + ", " + script.get("DO") + " " + script.input());
        });
        List<String> lines = new ArrayList<>();
        RemoteShell.Result result = run.locked(
                "announce",
                "Break until 11:15",
                () -> run.run("announce.sh", "announcing", Map.of("DO", "set"), out -> out.write('x'), lines::add));
        assertThat(result.out()).isEqualTo("hub rlm-class, set x\n");
        assertThat(lines).containsExactly("hub rlm-class, set x");
        assertThat(machine.lockedBy).isEmpty();
        assertThat(machine.files.read(machine.state("journal.jsonl"))).contains("""
                {"at":"2026-11-26T10:00:00Z","apply":"5f1c","by":"ann@laptop","action":"announce",\
                "subject":"Break until 11:15","event":"began"}
                {"at":"2026-11-26T10:00:00Z","apply":"5f1c","seconds":0.0,"event":"done"}
                """);
    }

    @Test
    void whatFailsIsToldInTheScriptsOwnWordsAndIsInTheJournal() {
        host.mean("announce.sh", script -> {
            throw script.fail(1, "There is no hub rlm-class on this host.");
        });
        assertThatThrownBy(() -> run.locked(
                        "announce", "x", () -> run.run("announce.sh", "announcing", Map.of(), Payload.NONE, _ -> {})))
                .isInstanceOf(RlmprovException.class)
                .hasMessage("hub1: announcing failed: There is no hub rlm-class on this host.");
        assertThat(machine.files.read(machine.state("journal.jsonl")).orElseThrow())
                .endsWith("\"event\":\"failed\"}\n");
        assertThat(machine.lockedBy).isEmpty();
    }

    @Test
    void anApplyAtWorkIsNotDisturbed() {
        machine.lockedBy = Optional.of("bob@desk since 10:00");
        assertThatThrownBy(() -> run.locked("reset", "ann", () -> "never"))
                .isInstanceOf(LockedException.class)
                .hasMessageContaining("bob@desk");
        assertThat(host.ran()).isEmpty();
    }

    @Test
    void bytesArePassedOn() {
        host.mean("class-collect.sh", script -> script.say("archive of " + script.get("COLLECT")));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        run.fetch("class-collect.sh", "collecting", Map.of("COLLECT", "a.ipynb"), bytes, _ -> {});
        assertThat(bytes).hasToString("archive of a.ipynb\n");
    }

    @Test
    void readingNeedsNoLock() {
        machine.lockedBy = Optional.of("bob@desk");
        host.mean("class-users.sh", script -> script.say("{}"));
        assertThat(run.read("class-users.sh", "reading", Map.of())).isEqualTo("{}\n");
    }
}
