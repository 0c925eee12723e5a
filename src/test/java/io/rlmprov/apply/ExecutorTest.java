package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rlmprov.model.Action;
import io.rlmprov.model.Operation;
import io.rlmprov.model.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operations run as soon as they can, at most as many at once as is allowed, and never before those that they wait for. */
class ExecutorTest {
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
    private final List<String> skipped = new ArrayList<>();

    @Test
    void oneLaneKeepsTheOrderOfThePlan() {
        execute(4, 1, task -> ran.add(name(task)), task("a"), task("b"), task("c", "a"), task("d"));
        assertThat(ran).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whatIsIndependentRunsAtTheSameTime() {
        CyclicBarrier together = new CyclicBarrier(2);
        execute(4, 4, task -> meet(together), task("a"), task("b"));
        assertThat(together.isBroken()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 9, 1", "3, 9, 3", "9, 2, 2", "4, 0, 1"})
    void noMoreRunAtOnceThanParallelismAndLanesAllow(int parallelism, int lanes, int most) {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger peak = new AtomicInteger();
        Executor.Doing doing = task -> {
            peak.accumulateAndGet(now.incrementAndGet(), Math::max);
            ran.add(name(task));
            now.decrementAndGet();
        };
        execute(parallelism, lanes, doing, task("a"), task("b"), task("c"), task("d"), task("e"), task("f"));
        assertThat(ran).hasSize(6);
        assertThat(peak.get()).isLessThanOrEqualTo(most);
    }

    @Test
    void aFailureStopsWhatDependsOnItAndNothingElse() {
        Executor.Doing doing = task -> {
            ran.add(name(task));
            if (name(task).equals("a")) {
                throw new IllegalArgumentException("a failed");
            }
        };
        assertThatThrownBy(() ->
                        execute(1, 1, doing, task("a"), task("b"), task("c", "a"), task("d", "b"), task("e", "c", "d")))
                .hasMessage("a failed");
        assertThat(ran).containsExactly("a", "b", "d");
        assertThat(skipped).containsExactly("c because of a", "e because of c");
    }

    @Test
    void theErrorsOfOthersAreNotLost() {
        Executor.Doing doing = task -> {
            throw new IllegalArgumentException(name(task));
        };
        Throwable error = catchThrowable(() -> execute(1, 1, doing, task("a"), task("b")));
        assertThat(error).hasMessage("a");
        assertThat(error.getSuppressed()).extracting(Throwable::getMessage).containsExactly("b");
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(Duration.ofSeconds(30).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("the other one did not come", e);
        }
    }

    private void execute(int parallelism, int lanes, Executor.Doing doing, Task... tasks) {
        Event.Sink events = event -> {
            if (event instanceof Event.Skipped(Operation operation, Operation failed)) {
                skipped.add(operation.local() + " because of " + failed.local());
            }
        };
        new Executor(parallelism, _ -> lanes, doing, events, _ -> {}).run(List.of(tasks));
    }

    private static String name(Task task) {
        return task.operation().local();
    }

    private static Task task(String name, String... after) {
        TreeSet<String> ids = new TreeSet<>();
        Set.of(after).forEach(id -> ids.add("h/" + id));
        Operation operation =
                new Operation("h/" + name, "h", List.of(), name, name, ids, Optional.empty(), List.of(), false);
        return new Task(operation, new Action.AwaitHealthy(List.of(), Duration.ZERO));
    }
}
