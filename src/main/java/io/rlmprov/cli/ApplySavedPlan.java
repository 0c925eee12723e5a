package io.rlmprov.cli;

import io.rlmprov.host.ConnectedHost;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanFile;
import io.rlmprov.plan.Selection;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code rlmprov apply} of a saved plan: exactly that plan, or nothing. Only a purge asks a question. */
record ApplySavedPlan(Surroundings around, HubOptions options, PlanOptions plans, PlanFile saved) {
    /** Returns the exit code. */
    int run() {
        boolean destroys = saved.plan().action().equals("destroy");
        if (options.json() && saved.purge()) {
            throw options.misuse(DestroyCommand.PURGE_ASKS);
        }
        Path file = SavedPlans.config(options.file(), saved, plans.config());
        Workspace workspace = new Workspace(around, file);
        SavedPlans compared = new SavedPlans(around, workspace, file);
        try (Connecting connecting = workspace.connecting()) {
            Optional<Workspace.Inputs> inputs = destroys ? Optional.empty() : Optional.of(workspace.inputs());
            ConnectedHost host = connecting.host();
            try (HubOptions.Told _ = options.traffic(around, host)) {
                Function<Selection, Plan> look = part -> inputs.map(all -> workspace.plan(host, all, part))
                        .orElseGet(() -> workspace.planDestroy(host, saved.purge(), part));
                Supplier<Plan> again = () -> look.apply(saved.selection());
                Supplier<Plan> all = () -> look.apply(Selection.ALL);
                Plan plan = options.wait(around).plan(again);
                compared.require(saved, plan, inputs.map(Workspace.Inputs::contents));
                Run run = new Run(around, workspace, host, options);
                if (destroys) {
                    DestroyCommand destroy = new DestroyCommand(around, options, plans);
                    Runnable ask = saved.purge()
                            ? () -> destroy.askForData(plan, workspace.hub().name())
                            : () -> {};
                    destroy.finish(run, plan, run.carryOut(plan, ask, again, all), saved.purge());
                } else {
                    boolean changed = run.carryOut(plan, () -> {}, again, all);
                    ApplyCommand.finish(run, workspace, host, plan, changed);
                }
                return ExitCode.OK;
            }
        }
    }
}
