package io.rlmprov.apply;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.Recorded;
import io.rlmprov.facts.RemoteShell;
import io.rlmprov.plan.Plan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Carries out a plan, or refuses: takes the lock, reads the host again, goes through the steps, writes the record and
 * reads once more, since after an apply the plan must be empty.
 */
public final class Applier {
    private final TargetHost host;
    private final String hub;
    private final ScriptFiles scripts;
    private final Journal journal;
    private final Event.Sink events;
    private volatile Optional<Interruptible> running = Optional.empty();

    /** What an interruption would cut off. */
    private record Interruptible(Plan plan, Step step) {}

    /** For one host, over its open connection. */
    public Applier(TargetHost host, String hub, ScriptFiles scripts, Journal journal, Event.Sink events) {
        this.host = host;
        this.hub = hub;
        this.scripts = scripts;
        this.journal = journal;
        this.events = events;
    }

    /**
     * Makes the host as hub.yaml says.
     *
     * @param approved what the operator has seen
     * @param look reads the host again and plans anew
     * @throws LockedException if another one is at it
     * @throws StalePlanException if the host is no longer as the plan says
     * @throws StepFailed if a step failed; the steps before it stay done
     */
    public Plan apply(Planned approved, Supplier<Planned> look) {
        try (TargetHost.Hold.Held lock = lock()) {
            Planned fresh = freshAs(approved, look);
            run(lock, fresh, new StepCatalog(scripts, hub).apply(fresh));
            String record = Recorded.of(fresh.desired()).toJson();
            run(lock, records(new WriteRecord(scripts, hub, record, journal.line(fresh.plan(), "applied"))));
            return converged(look.get().plan());
        }
    }

    /**
     * Takes the hub away.
     *
     * @param approved what the operator has seen
     * @param purge whether the journal goes with the data
     * @param look reads the host again and plans anew
     */
    public Plan destroy(Planned approved, boolean purge, Supplier<Planned> look) {
        try (TargetHost.Hold.Held lock = lock()) {
            Planned fresh = freshAs(approved, look);
            run(lock, fresh, new StepCatalog(scripts, hub).destroy(fresh, purge));
            if (!purge) {
                run(lock, records(new WriteRecord(scripts, hub, "", journal.line(fresh.plan(), "destroyed"))));
            }
            return converged(look.get().plan());
        }
    }

    private TargetHost.Hold.Held lock() {
        TargetHost.Hold hold =
                host.hold(scripts.script("lock.sh", Map.of("HUB", hub, "WHO", journal.holder())), "LOCKED");
        return switch (hold) {
            case TargetHost.Hold.Held held -> held;
            case TargetHost.Hold.Ended ended -> throw refusal(ended.result());
        };
    }

    private RuntimeException refusal(RemoteShell.Result result) {
        return result.exit() == TargetHost.Hold.Ended.LOCKED
                ? new LockedException(host.name(), result.out())
                : new StepFailed("Locking the host", result, "See whether /var/lib is writable.");
    }

    private Planned freshAs(Planned approved, Supplier<Planned> look) {
        Planned fresh = look.get();
        if (!fresh.plan().fingerprint().equals(approved.plan().fingerprint())) {
            throw new StalePlanException(host.name(), Moves.between(approved.observed(), fresh.observed()));
        }
        if (!fresh.plan().desired().equals(approved.plan().desired())) {
            throw new StalePlanException(
                    host.name(), List.of("what should be there, by hub.yaml or by the host's key"));
        }
        return fresh;
    }

    private static Task records(Step step) {
        return new Task(step, List.of());
    }

    private void run(TargetHost.Hold.Held lock, Planned planned, List<Task> tasks) {
        for (Task task : tasks) {
            running = Optional.of(new Interruptible(planned.plan(), task.step()));
            try {
                run(lock, task);
            } catch (StepFailed e) {
                note(journal.line(planned.plan(), "failed: " + task.step().doing()), e);
                throw e;
            } finally {
                running = Optional.empty();
            }
        }
    }

    /**
     * Writes to the journal, from another thread and while the connection is still there, that the operator ends this
     * process in the middle of a step.
     */
    public void interrupted() {
        running.ifPresent(it -> {
            try {
                note(journal.line(it.plan(), "interrupted: " + it.step().doing()));
            } catch (RlmprovException lost) {
                // Whoever ends it in this way does not wait to hear that the journal lacks a line.
            }
        });
    }

    private void run(TargetHost.Hold.Held lock, Task task) {
        Step step = task.step();
        events.emit(new Event.Started(task.resources(), step.doing()));
        try {
            requireHeld(lock);
            step.run(host, line -> events.emit(new Event.Output(line)));
        } catch (StepFailed e) {
            events.emit(new Event.Failed(task.resources(), step.doing()));
            throw e;
        } catch (RlmprovException e) {
            events.emit(new Event.Failed(task.resources(), step.doing()));
            throw new StepFailed(step.doing(), e);
        }
        events.emit(new Event.Finished(task.resources(), step.done()));
    }

    private void requireHeld(TargetHost.Hold.Held lock) {
        if (!lock.alive()) {
            throw new RlmprovException(
                    "the lock on " + host.name() + " was lost, so another apply may be at work there.",
                    "Run the command again.");
        }
    }

    /** A line in the journal; that it cannot be written, as on a lost connection, must not hide why the step failed. */
    private void note(String line, StepFailed why) {
        try {
            note(line);
        } catch (RlmprovException e) {
            why.addSuppressed(e);
        }
    }

    private void note(String line) {
        host.run(scripts.script("record.sh", Map.of("HUB", hub, "BYTES", "0", "JOURNAL", line)), _ -> {});
    }

    private static Plan converged(Plan rest) {
        if (!rest.isEmpty()) {
            throw new NotConvergedException(rest);
        }
        return rest;
    }
}
