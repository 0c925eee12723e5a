package io.rlmprov.cli;

import io.rlmprov.host.ConnectedHost;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanFile;
import java.util.Optional;

/** {@code rlmprov apply}: shows the plan, asks, and carries it out. */
record ApplyCommand(Surroundings around, HubOptions options, PlanOptions plans) {
    /** Returns the exit code. */
    int run() {
        if (plans.refreshOnly()) {
            return new ApplyRefresh(around, options, plans).run();
        }
        Optional<PlanFile> saved = PlanStore.find(options.file());
        if (saved.isPresent()) {
            if (!plans.selection().isAll()) {
                throw options.misuse("a saved plan is applied as it is; make one with plan --out and these options");
            }
            return new ApplySavedPlan(around, options, plans, saved.get()).run();
        }
        if (plans.config().isPresent()) {
            throw options.misuse("--config names the hub.yaml of a saved plan, and " + options.file() + " is none");
        }
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
            Plan plan =
                    Workspace.checked(options.wait(around).plan(() -> workspace.plan(host, inputs, plans.selection())));
            Run run = new Run(around, workspace, host, options);
            boolean changed = run.carryOut(
                    plan,
                    () -> prompt.confirm("Do you want to make these changes?"),
                    () -> workspace.plan(host, inputs, plans.selection()),
                    () -> workspace.plan(host, inputs));
            PathWalk walk = new PathWalk(around, workspace, host);
            if (!changed && PathWalk.isDue(plan)) {
                walk.requireHost(options.json());
            }
            walk.warnOfReach();
            finish(run, workspace, host, plan, changed);
            return ExitCode.OK;
        }
    }

    /** Tells the end, and where the hub answers. */
    static void finish(Run run, Workspace workspace, ConnectedHost host, Plan plan, boolean changed) {
        if (run.endsInPart(plan, changed, "Apply complete.")) {
            return;
        }
        String url = workspace.url(host);
        if (run.json()) {
            run.tell(done -> done.put("url", url));
        } else if (changed) {
            run.tell("Apply complete.", " The hub " + workspace.hub().name() + " answers at " + url);
        }
    }
}
