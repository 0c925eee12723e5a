package io.rlmprov.apply;

import io.rlmprov.config.RlmprovException;
import java.util.List;

/** The host is no longer as it was when the plan was made; nothing was changed. Exit code 3. */
public final class StalePlanException extends RlmprovException {
    /** What is said about this host. */
    public StalePlanException(String host, List<String> moved) {
        super(
                "The plan is stale: since it was made, this changed on " + host + ":\n  - "
                        + String.join("\n  - ", moved),
                "Nothing was changed. Run the command again to see a plan of what is there now.");
    }
}
