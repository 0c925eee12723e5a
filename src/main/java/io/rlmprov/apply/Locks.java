package io.rlmprov.apply;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.RemoteShell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The locks of all hosts of a run. Their holders write the journal as well: what is told to them is kept on each host. */
record Locks(List<Lock> locks) implements AutoCloseable {
    /** The lock of one host. */
    record Lock(String host, TargetHost.Hold.Held held) {}

    /**
     * Takes the hub's lock on each of these hosts, or none.
     *
     * @throws LockedException if another one holds it, and the wait for it is over
     * @throws StepFailed if a host cannot be locked
     */
    static Locks of(
            Collection<? extends TargetHost> hosts, String hub, ScriptFiles scripts, Journal journal, LockWait wait) {
        List<Lock> locks = new ArrayList<>();
        try {
            for (TargetHost host : hosts) {
                locks.add(new Lock(host.name(), wait.until(() -> lock(host, hub, scripts, journal))));
            }
            return new Locks(locks);
        } catch (RuntimeException e) {
            new Locks(locks).close();
            throw e;
        }
    }

    private static TargetHost.Hold.Held lock(TargetHost host, String hub, ScriptFiles scripts, Journal journal) {
        TargetHost.Hold hold =
                host.hold(scripts.script("lock.sh", Map.of("HUB", hub, "WHO", journal.holder())), "LOCKED");
        return switch (hold) {
            case TargetHost.Hold.Held lock -> lock;
            case TargetHost.Hold.Ended ended -> throw refusal(host, ended.result());
        };
    }

    private static RuntimeException refusal(TargetHost host, RemoteShell.Result result) {
        return result.exit() == TargetHost.Hold.Ended.LOCKED
                ? new LockedException(host.name(), LockHolder.parse(result.out().strip()))
                : new StepFailed("Locking the host", result, "See whether /var/lib is writable.");
    }

    /** Keeps a line in the journal of each host. A line that is lost with a connection must not hide why that was lost. */
    void tell(String line) {
        locks.stream()
                .filter(lock -> lock.held().alive())
                .forEach(lock -> lock.held().tell(line));
    }

    /**
     * Refuses to go on without the lock of a host.
     *
     * @throws RlmprovException if it was lost
     */
    void require(String host) {
        boolean alive = locks.stream()
                .anyMatch(lock -> lock.host().equals(host) && lock.held().alive());
        if (!alive) {
            throw new RlmprovException(
                    "the lock on " + host + " was lost, so another apply may be at work there.",
                    "Run the command again.");
        }
    }

    @Override
    public void close() {
        locks.forEach(lock -> lock.held().close());
    }
}
