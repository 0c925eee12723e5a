package io.rlmprov.plan;

import io.rlmprov.facts.HostFacts;
import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Observed;
import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import io.rlmprov.model.Task;
import java.util.List;
import java.util.Map;

/**
 * The part of a plan that is about one host, with all that it was made from.
 *
 * @param host what hub.yaml calls it
 * @param changes by kind and name
 * @param tasks operations with their actions, in an order in which they can run one after the other
 * @param fingerprint of the facts that it was made from
 * @param desired what should exist
 * @param desiredDigest of what should exist, except what comes and goes with users
 * @param observed what exists
 * @param facts what the probe saw
 * @param impacts what each change costs the people who are logged in, in the order of the changes; empty texts: nothing
 * @param sizing the calculation behind the limits, line by line
 * @param notes what the operator should know beside the changes
 * @param leftOut changes that the operator left out of the plan
 * @param along changes that the operator did not name, each with one that needs it
 */
public record HostPlan(
        String host,
        List<Change> changes,
        List<Task> tasks,
        Fingerprint fingerprint,
        Desired desired,
        String desiredDigest,
        Observed observed,
        HostFacts facts,
        List<String> impacts,
        List<String> sizing,
        List<String> notes,
        List<Change> leftOut,
        Map<Address, Address> along) {
    /** Whether the host has a key, under which secrets are compared; a bare host has none yet. */
    public boolean keyed() {
        return facts.key().isPresent();
    }
}
