package io.rlmprov.kinds.server;

import java.util.Optional;

/**
 * A user's server that runs now.
 *
 * @param user whose it is
 * @param container name of its container
 * @param profile the profile with which it was started
 * @param memory its limit in bytes; 0 if it has none
 * @param used bytes that it cannot give back
 */
public record RunningServer(String user, String container, Optional<String> profile, long memory, long used) {
    /** What must be free in a server that is shrunk; below it the kernel's OOM killer waits. */
    private static final long HEADROOM = 64L << 20;

    /** Whether it would have to give up memory that it uses. */
    public boolean tooFullFor(long limit) {
        return (memory == 0 || limit < memory) && tooFull(used, limit);
    }

    /** Whether one that uses so much has no room within this limit: the one rule for the plan and for the engine. */
    public static boolean tooFull(long used, long limit) {
        return used + HEADROOM > limit;
    }
}
