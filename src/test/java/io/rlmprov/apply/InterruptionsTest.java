package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.apply.Interruption.Ended;
import io.rlmprov.apply.Interruption.Point;
import io.rlmprov.apply.Interruption.Story;
import io.rlmprov.apply.Interruption.Whole;
import io.rlmprov.model.Change;
import io.rlmprov.model.FieldDiff;
import io.rlmprov.plan.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An apply is interrupted at any operation, at three points and in six ways: the next plan is right, the next apply converges,
 * and the host ends like one that was never interrupted. {@code -Dinterruptions.seed=N} repeats a run, whose seed is in the message of a failure.
 */
class InterruptionsTest {
    private final Map<Story, Whole> wholes = new EnumMap<>(Story.class);

    InterruptionsTest() {
        for (Story story : Story.values()) {
            wholes.put(story, Interruption.whole(story));
        }
    }

    @Test
    void someInterruptions() {
        long seed = Long.getLong("interruptions.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int n = 0; n < 40; n++) {
            Story story = Story.values()[random.nextInt(Story.values().length)];
            int operation = random.nextInt(whole(story).steps().size());
            int changes = whole(story).steps().get(operation).changes();
            check(
                    new Interruption(
                            story,
                            Way.values()[random.nextInt(Way.values().length)],
                            Point.values()[random.nextInt(Point.values().length)],
                            operation,
                            changes == 0 ? -1 : random.nextInt(changes)),
                    "seed " + seed + ", ");
        }
    }

    @Test
    @Tag("full")
    void everyOperationAtEveryPointInEveryWay() throws IOException {
        InterruptionTable table = new InterruptionTable();
        for (Story story : Story.values()) {
            for (int operation = 0; operation < whole(story).steps().size(); operation++) {
                Interruption.Step step = whole(story).steps().get(operation);
                for (Way way : Way.values()) {
                    for (Point point : Point.values()) {
                        int changes = step.changes() == 0 ? -1 : step.changes() / 2;
                        Plan next = check(new Interruption(story, way, point, operation, changes), "");
                        table.add(story, step.operation().local(), point, next);
                    }
                }
            }
        }
        if ("write".equals(System.getProperty("golden"))) {
            table.write();
        }
        assertThat(table.markdown()).isEqualTo(InterruptionTable.onPage());
    }

    /** Nothing cleans up behind a script whose host loses power, and the next plan may not run that script again. */
    @Test
    void theLastMomentOfEachOperationOnAHostThatReboots() {
        List<Interruption.Step> steps = whole(Story.CHANGE).steps();
        for (int operation = 0; operation < steps.size(); operation++) {
            int changes = steps.get(operation).changes();
            if (changes > 0) {
                check(new Interruption(Story.CHANGE, Way.HOST_REBOOTED, Point.MIDDLE, operation, changes - 1), "");
            }
        }
    }

    @Test
    void thePageHasEveryOperation() throws IOException {
        List<String> rows = new ArrayList<>();
        for (Story story : Story.values()) {
            whole(story)
                    .steps()
                    .forEach(step -> rows.add(
                            "| " + InterruptionTable.row(story, step.operation().local()) + " |"));
        }
        assertThat(InterruptionTable.onPage().lines().filter(line -> line.contains(": `")))
                .as("%s, which -Dgolden=write renews", InterruptionTable.PAGE)
                .hasSize(rows.size())
                .zipSatisfy(rows, (line, row) -> assertThat(line).startsWith(row));
    }

    private Whole whole(Story story) {
        return Objects.requireNonNull(wholes.get(story));
    }

    /** Plays it; returns the plan that an operator sees afterwards. */
    private Plan check(Interruption interruption, String prefix) {
        String as = prefix + interruption;
        Ended ended = interruption.play();
        FakeHost host = ended.host();
        Operator operator = ended.operator();
        Plan next = planned(interruption, ended, as);
        operator.apply();
        assertThat(operator.plan().changes()).as(as).isEmpty();
        assertThat(differences(Interruption.state(whole(interruption.story()).host()), Interruption.state(host)))
                .as(as)
                .isEmpty();
        assertSecrets(host, as);
        if (interruption.story() != Story.FIRST) {
            assertThat(host.machine()
                            .docker
                            .container("jupyter-bob")
                            .orElseThrow()
                            .running())
                    .as(as)
                    .isEqualTo(interruption.way().keepsServers());
        }
        return next;
    }

    private static Plan planned(Interruption interruption, Ended ended, String as) {
        FakeHost host = ended.host();
        Operator operator = ended.operator();
        if (interruption.way().leavesTheLock() && host.machine().lockedBy.isPresent()) {
            host.comeBack();
            assertThat(operator.plan()).as(as).isNotNull();
            assertThatThrownBy(operator::apply)
                    .as(as)
                    .isInstanceOf(LockedException.class)
                    .hasMessageContaining("ann@laptop, since");
        }
        host.reconnect();
        Plan next = operator.plan();
        assertThat(operator.plan().id()).as(as).isEqualTo(next.id());
        boolean marked = host.machine().files.exists(host.machine().state("unproven"));
        List<String> unproven = new ArrayList<>();
        next.changes().stream()
                .filter(change -> change.reasons().contains(Change.Reason.UNPROVEN))
                .forEach(change -> unproven.add(change.address().local()));
        assertThat(unproven).as(as).isEqualTo(marked ? List.of("proof/hub") : List.of());
        // An engine that is down is drift, and so is all that it does not show.
        if (interruption.way() != Way.ENGINE_KILLED) {
            assertThat(next.changes().stream()
                            .flatMap(change -> change.fields().stream())
                            .map(FieldDiff::origin))
                    .as(as)
                    .doesNotContain(FieldDiff.Origin.DRIFT);
        }
        return next;
    }

    private static List<String> differences(SortedMap<String, String> expected, SortedMap<String, String> actual) {
        SortedSet<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(expected.get(key), actual.get(key)))
                .map(key -> key + ": " + expected.get(key) + ", but " + actual.get(key))
                .toList();
    }

    /** The key of the class is in the one file that only root reads. */
    private static void assertSecrets(FakeHost host, String as) {
        host.machine().files.below("").forEach((path, inode) -> {
            if (inode.content().contains(Operator.KEY)) {
                assertThat(path + " " + inode.mode()).as(as).endsWith("/secrets.env 0600");
            }
        });
    }
}
