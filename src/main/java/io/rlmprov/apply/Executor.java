package io.rlmprov.apply;

import io.rlmprov.model.Operation;
import io.rlmprov.model.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Carries out the tasks of a plan: an operation runs as soon as those that it waits for are done, and a lane is free. A failed
 * operation stops what depends on it and nothing else. Decides nothing.
 */
final class Executor {
    /** What is done for one task; throws if it fails. */
    @FunctionalInterface
    interface Doing {
        void run(Task task);
    }

    private record Ended(Task task, Optional<Throwable> failure) {}

    private final int parallelism;
    private final ToIntFunction<String> lanes;
    private final Doing doing;
    private final Event.Sink events;
    private final Consumer<Operation> skipped;

    /**
     * With these limits.
     *
     * @param parallelism how many operations run at once
     * @param lanes how many of them a host can run at once
     * @param skipped told what is not done because of a failure
     */
    Executor(
            int parallelism, ToIntFunction<String> lanes, Doing doing, Event.Sink events, Consumer<Operation> skipped) {
        this.parallelism = parallelism;
        this.lanes = lanes;
        this.doing = doing;
        this.events = events;
        this.skipped = skipped;
    }

    /**
     * Runs all tasks, and returns when none runs any more.
     *
     * @param tasks each behind those that it waits for
     * @throws RuntimeException that of the first operation that failed; those of others are suppressed ones of it
     */
    void run(List<Task> tasks) {
        events.emit(new Event.Began(tasks.stream().map(Task::operation).toList()));
        List<Task> waiting = new ArrayList<>(tasks);
        Set<String> done = new HashSet<>();
        Map<String, Operation> stopped = new HashMap<>();
        Map<String, Integer> busy = new HashMap<>();
        List<Throwable> failures = new ArrayList<>();
        BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
        int running = 0;
        while (true) {
            skip(waiting, stopped);
            running += start(waiting, done, busy, running, ended);
            if (running == 0) {
                break;
            }
            Ended end = next(ended);
            running--;
            Operation operation = end.task().operation();
            busy.merge(operation.host(), -1, Integer::sum);
            if (end.failure().isPresent()) {
                failures.add(end.failure().get());
                stopped.put(operation.id(), operation);
            } else {
                done.add(operation.id());
            }
        }
        raise(failures);
    }

    /** Takes out what waits for something that failed or was skipped. */
    private void skip(List<Task> waiting, Map<String, Operation> stopped) {
        for (Iterator<Task> tasks = waiting.iterator(); tasks.hasNext(); ) {
            Operation operation = tasks.next().operation();
            operation.after().stream().filter(stopped::containsKey).findFirst().ifPresent(id -> {
                tasks.remove();
                stopped.put(operation.id(), operation);
                events.emit(new Event.Skipped(operation, stopped.getOrDefault(id, operation)));
                skipped.accept(operation);
            });
        }
    }

    /** Starts what can run now; returns how many. */
    private int start(
            List<Task> waiting, Set<String> done, Map<String, Integer> busy, int running, BlockingQueue<Ended> ended) {
        int started = 0;
        for (Iterator<Task> tasks = waiting.iterator(); tasks.hasNext() && running + started < parallelism; ) {
            Task task = tasks.next();
            String host = task.operation().host();
            boolean free = busy.getOrDefault(host, 0) < Math.max(1, lanes.applyAsInt(host));
            if (free && done.containsAll(task.operation().after())) {
                tasks.remove();
                busy.merge(host, 1, Integer::sum);
                started++;
                Thread.ofVirtual().name(task.operation().id()).start(() -> ended.add(new Ended(task, outcome(task))));
            }
        }
        return started;
    }

    private Optional<Throwable> outcome(Task task) {
        try {
            doing.run(task);
            return Optional.empty();
        } catch (RuntimeException | Error failure) {
            return Optional.of(failure);
        }
    }

    /** An interrupt of this thread is for whoever waits next: what runs on the host cannot be taken back. */
    private static Ended next(BlockingQueue<Ended> ended) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return ended.take();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void raise(List<Throwable> failures) {
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.getFirst();
        failures.stream().skip(1).filter(other -> !other.equals(first)).forEach(first::addSuppressed);
        switch (first) {
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            default -> throw new IllegalStateException(first);
        }
    }
}
