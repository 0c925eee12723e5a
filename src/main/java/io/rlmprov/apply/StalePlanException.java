package io.rlmprov.apply;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.plan.HostPlan;
import io.rlmprov.plan.Plan;
import java.util.ArrayList;
import java.util.List;

/** A host is no longer as it was when the plan was made; nothing was changed. Exit code 3. */
public final class StalePlanException extends RlmprovException {
    /** What is said about these hosts. */
    public StalePlanException(String hosts, List<String> moved) {
        super(
                "The plan is stale: since it was made, this changed on " + hosts + ":\n  - "
                        + String.join("\n  - ", moved),
                "Nothing was changed. Run the command again to see a plan of what is there now.");
    }

    private StalePlanException(List<String> moved) {
        super(
                "The saved plan can no longer be applied. Since it was made, this changed:\n  - "
                        + String.join("\n  - ", moved),
                "Nothing was changed. Make a new plan with \"rlmprov plan --out\".");
    }

    /** What differs from all that a saved plan was made from. */
    static StalePlanException saved(List<String> moved) {
        return new StalePlanException(moved);
    }

    /** What moved between two plans that should be the same. */
    static StalePlanException between(Plan approved, Plan fresh) {
        List<String> hosts = new ArrayList<>();
        List<String> moves = new ArrayList<>();
        for (HostPlan now : fresh.hosts()) {
            for (HostPlan then : approved.hosts()) {
                if (then.host().equals(now.host())) {
                    hosts.add(now.host());
                    moves.addAll(moves(then, now));
                }
            }
        }
        return new StalePlanException(String.join(", ", hosts), moves);
    }

    private static List<String> moves(HostPlan then, HostPlan now) {
        if (!then.fingerprint().equals(now.fingerprint())) {
            return Moves.between(then.observed(), now.observed());
        }
        return then.desiredDigest().equals(now.desiredDigest())
                ? List.of()
                : List.of("what should be there, by hub.yaml or by the host's key");
    }
}
