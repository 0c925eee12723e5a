package io.rlmprov.cli;

import io.rlmprov.host.ConnectedHost;
import io.rlmprov.host.ConnectionLostException;
import io.rlmprov.model.Contents;
import io.rlmprov.model.PlanDocument;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanJson;
import io.rlmprov.ui.PlanText;
import java.util.Optional;

/** {@code rlmprov plan}: what would happen. Changes nothing. */
record PlanCommand(Surroundings around, HubOptions options, PlanOptions plans) {
    /** Returns the exit code. */
    int run() {
        if (options.purge() && !plans.destroy()) {
            throw options.misuse("--purge goes with --destroy");
        }
        if (plans.destroy() && !plans.selection().replaces().isEmpty()) {
            throw options.misuse("--replace does not go with --destroy");
        }
        if (plans.mixesRefresh()) {
            throw options.misuse(ApplyRefresh.ALONE);
        }
        plans.out().ifPresent(PlanStore::check);
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
            // Neither of these needs a secret.
            boolean bare = plans.destroy() || plans.refreshOnly();
            Optional<Workspace.Inputs> inputs = bare ? Optional.empty() : Optional.of(workspace.inputs());
            return run(workspace, inputs, connecting.host());
        }
    }

    private int run(Workspace workspace, Optional<Workspace.Inputs> inputs, ConnectedHost host) {
        try (HubOptions.Told _ = options.traffic(around, host)) {
            Plan plan = Workspace.checked(plan(workspace, inputs, host));
            PlanDocument document = PlanJson.of(plan);
            around.out()
                    .print(
                            options.json()
                                    ? PlanJson.pretty(document) + "\n"
                                    : new PlanText(around.style()).render(document));
            around.out().flush();
            Optional<Contents> contents = inputs.map(Workspace.Inputs::contents);
            plans.out()
                    .ifPresent(out -> new SavedPlans(around, workspace, options.file())
                            .save(out, plan, options.purge(), contents, options.json() ? around.err() : around.out()));
            if (options.check() && !new PathWalk(around, workspace, host).show(options.json())) {
                return ExitCode.FAILED;
            }
            return options.detailed() && !(plans.refreshOnly() ? plan.changes().isEmpty() : plan.isEmpty())
                    ? ExitCode.CHANGES
                    : ExitCode.OK;
        }
    }

    private Plan plan(Workspace workspace, Optional<Workspace.Inputs> inputs, ConnectedHost host) {
        return plans.refreshOnly()
                ? workspace.planRefresh(host)
                : inputs.map(all -> workspace.plan(host, all, plans.selection()))
                        .orElseGet(() -> workspace.planDestroy(host, options.purge(), plans.selection()));
    }
}
