package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An apply does the plan that its operator has seen, or nothing. */
class RefusalTest {
    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator = new Operator(host);

    @BeforeEach
    void aHubThatRuns() {
        operator.apply();
        operator.add("http: {port: 80}\n");
        host.ran().clear();
    }

    @Test
    void aHostThatWasTouchedSinceMakesThePlanStale() {
        assertThatThrownBy(() -> operator.applyAfter(() -> {
                    machine.files.remove(machine.file("notebooks/1 start.ipynb"));
                    machine.files.chmod(machine.file("secrets.env"), "0644");
                    machine.docker.remove("rlmprov-rlm-class-hub");
                }))
                .isInstanceOf(StalePlanException.class)
                .hasMessageMatching("""
                        The plan is stale: since it was made, this changed on hub1:
                          - directory/notebooks 1 start.ipynb: sha256:[0-9a-f]{12} -> absent
                          - file/secrets.env mode: 0600 -> 0644
                          - service/hub is gone""");
        assertThat(host.ran()).isEmpty();
    }

    @Test
    void aChangedSecretIsNotShown() {
        assertThatThrownBy(() -> operator.applyAfter(
                        () -> machine.files.write(machine.file("secrets.env"), "OPENAI_API_KEY=sk-another\n", "0600")))
                .isInstanceOf(StalePlanException.class)
                .hasMessageContaining("file/secrets.env OPENAI_API_KEY: (sensitive) has another value");
    }

    @Test
    void aHostWithLessMemoryThanBeforeMakesThePlanStale() {
        assertThatThrownBy(() -> operator.applyAfter(() -> machine.memory = 12L << 30))
                .isInstanceOf(StalePlanException.class)
                .hasMessageContaining("the memory or the number of cores of the host");
        assertThat(host.ran()).isEmpty();
    }

    @Test
    void somethingElseThanWhatWasApprovedIsNotApplied() {
        assertThatThrownBy(() -> operator.applyAfter(
                        () -> operator.notebooks.putAll(Operator.files("1 start.ipynb", "{\"new\": 1}"))))
                .isInstanceOf(StalePlanException.class)
                .hasMessageContaining("what should be there");
        assertThat(host.ran()).isEmpty();
    }

    @Test
    void aUserWhoLogsInMeanwhileDoesNot() {
        operator.applyAfter(() -> host.userLogsIn("bob"));
        assertThat(operator.plan().isEmpty()).isTrue();
    }

    @Test
    void aUserWhoLogsInMeanwhileIsResizedToo() {
        operator.add("server: {memory: 512M}\n");
        operator.applyAfter(() -> host.userLogsIn("bob"));
        assertThat(host.ran()).contains("resize jupyter-bob");
        assertThat(operator.plan().isEmpty()).isTrue();
    }

    @Test
    void oneApplyAtATime() {
        machine.lockedBy = Optional.of("bea@desk since 10:00");
        assertThatThrownBy(operator::apply)
                .isInstanceOf(LockedException.class)
                .hasMessage("The host hub1 is locked by another run of rlmprov: bea@desk since 10:00.");
        assertThatThrownBy(() -> operator.destroy(false)).isInstanceOf(LockedException.class);
        assertThat(host.ran()).isEmpty();
    }

    @Test
    void othersAreToldWhoHoldsTheLockAndSinceWhen() {
        operator.apply();
        assertThat(host.witness()).contains("lock.sh {HUB=rlm-class, WHO=ann@laptop since 2026-11-23T10:00:00Z}");
    }

    @Test
    void whoHasLostTheLockBeginsNoOtherStep() {
        FakeHost bare = new FakeHost("rlm-class");
        Operator ann = new Operator(bare) {
            @Override
            void onEvent(Event event) {
                if (event instanceof Event.Finished finished && finished.done().equals("Installed Docker")) {
                    bare.machine().lockedBy = Optional.empty();
                }
            }
        };
        assertThatThrownBy(ann::apply)
                .isInstanceOf(StepFailed.class)
                .hasMessage("Preparing folders, key and token failed: the lock on hub1 was lost, so another apply may"
                        + " be at work there.");
        assertThat(bare.ran()).containsExactly("install-docker.sh");
    }

    @Test
    void theJournalTellsWhoDidWhatAndWhatBecameOfIt() {
        host.failAt(0);
        assertThatThrownBy(operator::apply).isInstanceOf(StepFailed.class);
        String id = operator.plan().id();
        operator.apply();
        List<String> lines = machine.files
                .read(machine.state("journal.jsonl"))
                .orElse("")
                .lines()
                .toList();
        assertThat(lines)
                .allSatisfy(line -> assertThat(line).startsWith("{\"at\":\"2026-11-23T10:00:00Z\",\"apply\":\"apply"));
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .contains("\"operation\":\"hub1/prepare\",\"seconds\":0.0,\"event\":\"failed\""))
                .anySatisfy(line -> assertThat(line)
                        .contains("\"operation\":\"hub1/record\"")
                        .endsWith("\"event\":\"skipped\"}"))
                .anySatisfy(line -> assertThat(line)
                        .contains("\"by\":\"ann@laptop\",\"plan\":\"" + id
                                + "\",\"action\":\"apply\",\"rlmprov\":\"0.1.0\",\"event\":\"began\""));
        assertThat(lines.getLast()).endsWith("\"event\":\"applied\"}");
        assertThat(id).hasSize(12);
    }
}
