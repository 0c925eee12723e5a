package io.rlmprov.apply;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.model.Names;
import io.rlmprov.model.Operation;
import io.rlmprov.model.Task;
import io.rlmprov.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Carries out a plan, or refuses: takes the lock, reads the hosts again, runs the operations of the plan and reads once more,
 * since after an apply the plan must be empty.
 */
public final class Applier {
    private final Map<String, TargetHost> hosts;
    private final String hub;
    private final ScriptFiles scripts;
    private final Journal journal;
    private final int parallelism;
    private final LockWait wait;
    private final Event.Sink events;
    private final Set<Operation> running = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> began = new ConcurrentHashMap<>();
    private volatile Optional<Locks> held = Optional.empty();

    /**
     * For these hosts, over their open connections.
     *
     * @param parallelism how many operations run at once
     * @param wait for other runs that hold the lock
     */
    public Applier(
            List<? extends TargetHost> hosts,
            String hub,
            ScriptFiles scripts,
            Journal journal,
            int parallelism,
            LockWait wait,
            Event.Sink events) {
        this.hosts = hosts.stream().collect(Collectors.toMap(TargetHost::name, Function.identity()));
        this.hub = hub;
        this.scripts = scripts;
        this.journal = journal;
        this.parallelism = parallelism;
        this.wait = wait;
        this.events = events;
    }

    /**
     * Carries out what the operator has seen: makes the hosts as hub.yaml says, or takes the hub away.
     *
     * @param look reads the hosts again and remakes the plan
     * @return the plan of what is left to do: nothing, except what was left out
     * @throws LockedException if another one is at it
     * @throws StalePlanException if a host is no longer as the plan says
     * @throws StepFailed if an operation failed; those that were done stay done
     */
    public Plan apply(Plan approved, Supplier<Plan> look) {
        return apply(approved, look, look);
    }

    /**
     * The same for a part of a plan.
     *
     * @param all reads the hosts again and makes the whole plan
     */
    public Plan apply(Plan approved, Supplier<Plan> look, Supplier<Plan> all) {
        try (Locks locks = Locks.of(hosts.values(), hub, scripts, journal, wait)) {
            Plan fresh = same(approved, look.get());
            held = Optional.of(locks);
            Instant start = journal.clock().instant();
            locks.tell(journal.began(fresh));
            try {
                execute(fresh, locks);
                Plan rest = all.get();
                if (!rest.converged(fresh)) {
                    throw new NotConvergedException(rest);
                }
                String end = switch (fresh.action()) {
                    case APPLY -> "applied";
                    case DESTROY -> "destroyed";
                    case REFRESH -> "done";
                };
                locks.tell(journal.ended(end, since(start)));
                return rest;
            } catch (RuntimeException e) {
                locks.tell(journal.ended("failed", since(start)));
                throw e;
            } finally {
                held = Optional.empty();
            }
        }
    }

    /**
     * Writes to the journal, from another thread and while the connection is still there, that the operator ends this
     * process while operations run.
     */
    public void interrupted() {
        held.ifPresent(locks -> running.forEach(
                operation -> locks.tell(journal.operation(operation, "interrupted", since(operation)))));
    }

    private void execute(Plan plan, Locks locks) {
        boolean marks = plan.action() == Plan.Action.APPLY;
        String mark = marks ? new Names(hub).state() + "/unproven" : "";
        Executor executor = new Executor(
                parallelism,
                host -> host(host).lanes(),
                task -> run(task, locks, mark),
                events,
                operation -> locks.tell(journal.operation(operation, "skipped", Duration.ZERO)));
        executor.run(plan.tasks());
    }

    private void run(Task task, Locks locks, String mark) {
        Operation operation = task.operation();
        began.put(operation.id(), journal.clock().instant());
        running.add(operation);
        events.emit(new Event.Started(operation));
        Outcome outcome = new Outcome(operation, events);
        try {
            locks.require(operation.host());
            new ActionRunner(host(operation.host()), scripts, journal.apply(), mark)
                    .run(operation.doing(), task.action(), outcome::line);
        } catch (RuntimeException e) {
            running.remove(operation);
            events.emit(new Event.Failed(operation));
            locks.tell(journal.operation(operation, "failed", since(operation)));
            throw e instanceof RlmprovException known && !(e instanceof StepFailed)
                    ? new StepFailed(operation.doing(), known)
                    : e;
        }
        running.remove(operation);
        events.emit(new Event.Finished(operation, outcome.done()));
        locks.tell(journal.operation(operation, "done", since(operation)));
    }

    private Duration since(Operation operation) {
        return since(began.getOrDefault(operation.id(), journal.clock().instant()));
    }

    private Duration since(Instant start) {
        return Duration.between(start, journal.clock().instant());
    }

    private TargetHost host(String name) {
        return Optional.ofNullable(hosts.get(name))
                .orElseThrow(() -> new IllegalStateException("no connection to " + name));
    }

    private static Plan same(Plan approved, Plan fresh) {
        if (!fresh.id().equals(approved.id())) {
            throw StalePlanException.between(approved, fresh);
        }
        return fresh;
    }
}
