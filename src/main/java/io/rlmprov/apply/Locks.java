package io.rlmprov.apply;

import io.rlmprov.config.RlmprovException;
import java.util.List;

/** The locks of all hosts of a run. Their holders write the journal as well: what is told to them is kept on each host. */
record Locks(List<Lock> locks) implements AutoCloseable {
    /** The lock of one host. */
    record Lock(String host, TargetHost.Hold.Held held) {}

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
