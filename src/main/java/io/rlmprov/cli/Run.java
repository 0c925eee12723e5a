package io.rlmprov.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.apply.Applier;
import io.rlmprov.host.ConnectedHost;
import io.rlmprov.model.PlanDocument;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanJson;
import io.rlmprov.ui.OutcomeJson;
import io.rlmprov.ui.PlanText;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One run of a command that changes the host: shows the plan, asks, carries it out, and tells the end.
 *
 * @param options with {@code --json} a program reads it, and nobody can be asked
 */
record Run(Surroundings around, Workspace workspace, ConnectedHost host, HubOptions options) {
    /** Says why {@code --json} alone will not do. */
    static final String NEEDS_YES = "--json leaves no room for a question; add --yes";

    /** Whether a program reads it. */
    boolean json() {
        return options.json();
    }

    /**
     * Shows the plan, and if there is something to do asks and does it. Returns whether there was.
     *
     * @param look makes the same plan again
     * @param all makes the whole plan, of which this one may be a part
     */
    boolean carryOut(Plan plan, Runnable ask, Supplier<Plan> look, Supplier<Plan> all) {
        PlanDocument document = PlanJson.of(plan);
        around.out().print(json() ? PlanJson.line(document) + "\n" : new PlanText(around.style()).render(document));
        around.out().flush();
        if (plan.isEmpty()) {
            return false;
        }
        ask.run();
        try (Progress progress = Progress.of(around, json())) {
            Applier applier = workspace.applier(host, options, progress);
            progress.onInterrupt(applier::interrupted);
            applier.apply(plan, look, all);
        }
        return true;
    }

    /** Tells the end of a part of a plan, which says nothing of the whole hub. Returns whether it was one. */
    boolean endsInPart(Plan plan, boolean changed, String complete) {
        int left = plan.leftOut().size();
        if (left > 0 && json()) {
            tell(done -> done.put("leftOut", left));
        } else if (left > 0 && changed) {
            tell(complete, left == 1 ? " 1 change was left out." : " " + left + " changes were left out.");
        }
        return left > 0;
    }

    /** The last line for a program. */
    void tell(Consumer<ObjectNode> more) {
        ObjectNode done = OutcomeJson.done(around.clock().instant());
        more.accept(done);
        around.out().println(done);
    }

    /** The last line for a person: what is complete, and what follows from it. */
    void tell(String complete, String more) {
        around.out().println();
        around.out().println(around.style().done(complete) + more);
    }
}
