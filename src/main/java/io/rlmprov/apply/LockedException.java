package io.rlmprov.apply;

import io.rlmprov.config.RlmprovException;

/** Somebody else changes the host right now. Exit code 4. */
public final class LockedException extends RlmprovException {
    /** What is said about this host. */
    public LockedException(String host, String holder) {
        super(
                "The host " + host + " is locked by another apply or destroy"
                        + (holder.isBlank() ? "." : ": " + holder.strip()),
                "Wait until it has finished. The lock ends with the connection of the one who holds it, even if that one was"
                        + " killed, and after 90 seconds if its network was lost.");
    }
}
