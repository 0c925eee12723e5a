package io.rlmprov.cli;

import io.rlmprov.host.ConnectedHost;
import io.rlmprov.host.ConnectionLostException;
import io.rlmprov.model.PlanDocument;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanJson;
import io.rlmprov.ui.PlanText;

/** {@code rlmprov plan}: what would happen. Changes nothing. */
record PlanCommand(Surroundings around, HubOptions options) {
    /** Returns the exit code. */
    int run() {
        Workspace workspace = new Workspace(around, options.file());
        try {
            return run(workspace);
        } catch (ConnectionLostException lost) {
            // A plan changes nothing, so it can begin again.
            around.err().println(lost.getMessage() + ". Connecting once more.");
            return run(workspace);
        }
    }

    private int run(Workspace workspace) {
        try (Connecting connecting = workspace.connecting()) {
            Workspace.Inputs inputs = workspace.inputs();
            return run(workspace, inputs, connecting.host());
        }
    }

    private int run(Workspace workspace, Workspace.Inputs inputs, ConnectedHost host) {
        try (HubOptions.Told _ = options.traffic(around, host)) {
            Plan plan = workspace.plan(host, inputs);
            PlanDocument document = PlanJson.of(plan);
            around.out()
                    .print(
                            options.json()
                                    ? PlanJson.pretty(document) + "\n"
                                    : new PlanText(around.style()).render(document));
            around.out().flush();
            return options.detailed() && !plan.isEmpty() ? ExitCode.CHANGES : ExitCode.OK;
        }
    }
}
