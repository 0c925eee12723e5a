package io.rlmprov.apply;

import io.rlmprov.config.RlmprovException;

/** Another run of rlmprov changes the hub right now. Exit code 4. */
public final class LockedException extends RlmprovException {
    private final LockHolder holder;

    /** The lock on this host has this holder. */
    public LockedException(String host, LockHolder holder) {
        super(
                "The host " + host + " is locked by another run of rlmprov: " + holder + ".",
                "Wait until it has ended; apply and destroy wait with --lock-timeout. The lock ends with the connection of"
                        + " its holder, even if that was killed, and after 90 seconds if its network was lost.");
        this.holder = holder;
    }

    /** Who holds the lock. */
    LockHolder holder() {
        return holder;
    }
}
