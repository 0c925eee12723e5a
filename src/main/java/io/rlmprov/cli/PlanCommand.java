package io.rlmprov.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.apply.Planned;
import io.rlmprov.host.SshHost;
import io.rlmprov.plan.PlanJson;
import io.rlmprov.ui.PlanText;

/** {@code rlmprov plan}: what would happen. Changes nothing. */
record PlanCommand(Surroundings around, HubOptions options) {
    /** Returns the exit code. */
    int run() {
        Workspace workspace = new Workspace(around, options.file());
        try (Connecting connecting = workspace.connecting()) {
            Workspace.Inputs inputs = workspace.inputs();
            return run(workspace, inputs, connecting.host());
        }
    }

    private int run(Workspace workspace, Workspace.Inputs inputs, SshHost host) {
        try (HubOptions.Told _ = options.traffic(around, host)) {
            Planned planned = workspace.plan(host, inputs);
            ObjectNode document = PlanJson.of(planned.plan());
            around.out()
                    .print(
                            options.json()
                                    ? document.toPrettyString() + "\n"
                                    : new PlanText(around.style()).render(document));
            around.out().flush();
            return options.detailed() && !planned.plan().isEmpty() ? ExitCode.CHANGES : ExitCode.OK;
        }
    }
}
