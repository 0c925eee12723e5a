package io.rlmprov.cli;

import io.rlmprov.host.ConnectedHost;
import io.rlmprov.plan.Plan;

/** {@code rlmprov apply}: shows the plan, asks, and carries it out. */
record ApplyCommand(Surroundings around, HubOptions options) {
    /** Returns the exit code. */
    int run() {
        if (options.json() && !options.yes()) {
            throw options.misuse(Run.NEEDS_YES);
        }
        Workspace workspace = new Workspace(around, options.file());
        try (Connecting connecting = workspace.connecting()) {
            Workspace.Inputs inputs = workspace.inputs();
            return run(workspace, inputs, connecting.host());
        }
    }

    private int run(Workspace workspace, Workspace.Inputs inputs, ConnectedHost host) {
        try (HubOptions.Told _ = options.traffic(around, host)) {
            Prompt prompt = new Prompt(around, options.yes());
            Plan plan = workspace.plan(host, inputs);
            Run run = new Run(around, workspace, host, options.parallelism(), options.json());
            boolean changed = run.carryOut(
                    plan,
                    () -> prompt.confirm("Do you want to make these changes?"),
                    () -> workspace.plan(host, inputs));
            String url = Workspace.url(host.hostName(), workspace.hub().http().port());
            if (options.json()) {
                run.tell(done -> done.put("url", url));
            } else if (changed) {
                run.tell("Apply complete.", " The hub " + workspace.hub().name() + " answers at " + url);
            }
            return ExitCode.OK;
        }
    }
}
