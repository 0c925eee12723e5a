package io.rlmprov.plan;

import java.util.List;

/**
 * What would happen, and why: pure data, rendered from its JSON form only.
 *
 * @param action whether it builds or takes away
 * @param hub name of the hub
 * @param host name of the host
 * @param changes in the order of their addresses
 * @param fingerprint of the facts that it was made from
 * @param desired digest of what should be there
 * @param sizing the arithmetic behind the limits, line by line
 * @param notes what the operator should know beside the changes
 * @param runningServers servers of users that run now
 */
public record Plan(
        Action action,
        String hub,
        String host,
        List<Change> changes,
        Fingerprint fingerprint,
        String desired,
        List<String> sizing,
        List<String> notes,
        int runningServers) {
    /** What a plan is for. */
    public enum Action {
        APPLY,
        DESTROY
    }

    /** Whether there is nothing to do: what merely stays does not count. */
    public boolean isEmpty() {
        return changes.stream().allMatch(change -> change instanceof Change.Keep);
    }
}
