package io.rlmprov.cli;

import io.rlmprov.host.ConnectedHost;
import io.rlmprov.plan.Plan;
import java.util.function.Supplier;

/** {@code rlmprov apply --refresh-only}: the record on the host follows the host, which is not changed. */
record ApplyRefresh(Surroundings around, HubOptions options, PlanOptions plans) {
    static final String ALONE =
            "--refresh-only goes with none of --destroy, --target, --exclude, --replace, --out and --config";

    /** Returns the exit code. */
    int run() {
        if (plans.mixesRefresh()) {
            throw options.misuse(ALONE);
        }
        if (PlanStore.find(options.file()).isPresent()) {
            throw options.misuse("a saved plan is applied as it is; name hub.yaml with --refresh-only");
        }
        if (options.json() && !options.yes()) {
            throw options.misuse(Run.NEEDS_YES);
        }
        Workspace workspace = new Workspace(around, options.file());
        try (ConnectedHost host = workspace.connect();
                HubOptions.Told _ = options.traffic(around, host)) {
            Supplier<Plan> look = () -> workspace.planRefresh(host);
            Plan plan = options.wait(around).plan(look);
            Run run = new Run(around, workspace, host, options);
            Prompt prompt = new Prompt(around, options.yes());
            boolean recorded = run.carryOut(
                    plan, () -> prompt.confirm("Do you want to record this state of the host?"), look, look);
            if (run.json()) {
                run.tell(_ -> {});
            } else if (recorded) {
                run.tell(
                        "Refresh complete.",
                        " The host was not changed; rlmprov plan shows what apply still corrects.");
            }
            return ExitCode.OK;
        }
    }
}
