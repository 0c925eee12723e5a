package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.plan.Plan;
import io.rlmprov.plan.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another run holds the lock: plans name it, and an apply waits for it as long as it is told to. */
class LockWaitTest {
    private static final String BOB = "bob@desk since 2026-11-23T10:05:00Z";
    private static final String NAMED = "bob@desk, since 2026-11-23 10:05:00 UTC";

    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator = new Operator(host);
    private final List<String> told = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-23T10:10:00Z");
    private Runnable meanwhile = () -> {};

    @BeforeEach
    void bobIsAtWork() {
        machine.lockedBy = Optional.of(BOB);
        operator.wait = waiting(Duration.ofMinutes(5));
    }

    @Test
    void aPlanNamesTheOtherRunAndTakesNoLock() {
        Plan plan = operator.plan();
        assertThat(plan.hosts().getFirst().notes())
                .contains("another run of rlmprov is at work on this host: " + NAMED
                        + "; the plan shows the host as it is now");
        assertThat(host.scripts()).hasSize(1);
        assertThat(operator.planDestroy(false, Selection.ALL).hosts().getFirst().notes())
                .hasSize(1);
        machine.lockedBy = Optional.empty();
        assertThat(operator.plan().hosts().getFirst().notes()).noneMatch(note -> note.contains("another run"));
        assertThat(operator.plan().id()).isEqualTo(plan.id());
    }

    @Test
    void anApplyWaitsForTheEndOfTheOtherRun() {
        meanwhile = () -> freeAfter(Duration.ofSeconds(30));
        operator.apply();
        assertThat(operator.plan().isEmpty()).isTrue();
        assertThat(told)
                .containsExactly("The host hub1 is locked by another run of rlmprov: " + NAMED
                        + ". Waiting up to 5m for its end.");
    }

    @Test
    void aPlanToApplyIsMadeWhenTheOtherRunHasEnded() {
        machine.lockedBy = Optional.empty();
        operator.apply();
        machine.lockedBy = Optional.of(BOB);
        meanwhile = () -> {
            freeAfter(Duration.ofSeconds(30));
            machine.files.write(machine.file("late.txt"), "bob's", "0644");
        };
        Plan plan = operator.wait.plan(operator::plan);
        assertThat(plan.changes()).anyMatch(change -> change.address().name().equals("late.txt"));
        assertThat(plan.hosts().getFirst().notes()).noneMatch(note -> note.contains("another run"));
    }

    @Test
    void withoutALimitThePlanIsMadeAtOnce() {
        Plan plan = LockWait.NONE.plan(operator::plan);
        assertThat(plan.hosts().getFirst().notes()).anyMatch(note -> note.contains("another run"));
        assertThat(host.scripts()).hasSize(1);
    }

    @Test
    void eachOtherRunIsNamedOnce() {
        meanwhile = () -> machine.lockedBy =
                now.isBefore(Instant.parse("2026-11-23T10:11:00Z")) ? machine.lockedBy : Optional.of("zoe@tablet");
        assertThatThrownBy(operator::apply).isInstanceOf(LockedException.class).hasMessageContaining("zoe@tablet");
        assertThat(told).hasSize(2);
        assertThat(told.getLast()).contains("zoe@tablet. Waiting");
        assertThat(host.ran()).isEmpty();
    }

    @Test
    void theWaitEndsWithItsLimit() {
        operator.wait = waiting(Duration.ofSeconds(5));
        assertThatThrownBy(operator::apply)
                .isInstanceOf(LockedException.class)
                .hasMessage("The host hub1 is locked by another run of rlmprov: " + NAMED + ".");
        assertThat(now).isEqualTo("2026-11-23T10:10:05Z");
        assertThatThrownBy(() -> operator.wait.plan(operator::plan)).isInstanceOf(LockedException.class);
        assertThat(now).isEqualTo("2026-11-23T10:10:10Z");
    }

    @Test
    void aFirstTryThatTakesLongerThanTheLimitIsNotTheLast() {
        meanwhile = () -> machine.lockedBy = Optional.empty();
        Plan plan = waiting(Duration.ofSeconds(1)).plan(() -> {
            now = now.plusSeconds(10);
            return operator.plan();
        });
        assertThat(plan.hosts().getFirst().notes()).noneMatch(note -> note.contains("another run"));
        assertThat(told).hasSize(1);
    }

    @Test
    void whatAHolderSaysCommandsNoTerminal() {
        assertThat(LockHolder.parse("eve\u001b[2J\u009b2J@desk since yesterday"))
                .hasToString("eve?[2J?2J@desk since yesterday");
        assertThat(LockHolder.parse("")).hasToString("its holder is not known");
    }

    private void freeAfter(Duration duration) {
        if (!now.isBefore(Instant.parse("2026-11-23T10:10:00Z").plus(duration))) {
            machine.lockedBy = Optional.empty();
        }
    }

    /** Sleeping is what makes time pass. */
    private LockWait waiting(Duration limit) {
        return new LockWait(
                limit,
                () -> now,
                pause -> {
                    now = now.plus(pause);
                    meanwhile.run();
                },
                told::add);
    }
}
