package io.rlmprov.apply;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.model.Change;
import io.rlmprov.plan.Plan;
import java.util.stream.Collectors;

/** Every step went well, and yet the host is not as it should be: somebody changed it meanwhile, or rlmprov is wrong. */
public final class NotConvergedException extends RlmprovException {
    NotConvergedException(Plan rest) {
        super(
                "All steps are done, but this is still not as it should be: "
                        + rest.changes().stream()
                                .filter(change -> change.verb() != Change.Verb.KEEP)
                                .map(change -> change.address().local())
                                .collect(Collectors.joining(", ")),
                "Run \"rlmprov plan\" to see what differs. If nobody else changed the host, this is a fault of rlmprov:"
                        + " please report it with that plan.");
    }
}
