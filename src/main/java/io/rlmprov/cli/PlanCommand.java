package io.rlmprov.cli;

import io.rlmprov.host.ConnectionLostException;
import io.rlmprov.host.ConnectedHost;
import io.rlmprov.model.PlanDocument;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanJson;
import io.rlmprov.ui.PlanText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rlmprov plan}: what would happen. Changes nothing. */
@Command(
        name = "plan",
        header = "Show what apply would do, field by field. Changes nothing.",
        description = {
            "",
            "Reads hub.yaml, looks at the host once, and shows what differs and why:"
                    + " because hub.yaml was changed, because it was changed on the host, or because it follows from"
                    + " another change.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, or hub.yaml is not right",
            "2:there are changes (with --detailed-exitcode only)",
            "64:wrong usage"
        })
final class PlanCommand implements Callable<Integer> {
    @Mixin
    HubOptions options = new HubOptions();

    @Option(names = "--json", description = "Print the plan as JSON.")
    boolean json;

    @Option(names = "--detailed-exitcode", description = "Exit with 2 if there are changes.")
    boolean detailedExitCode;

    private final Surroundings around;

    PlanCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        Workspace workspace = new Workspace(around, options.file);
        Workspace.Inputs inputs = workspace.inputs();
        try {
            return plan(workspace, inputs);
        } catch (ConnectionLostException lost) {
            // A plan changes nothing, so it can begin again.
            around.err().println(lost.getMessage() + ". Connecting once more.");
            return plan(workspace, inputs);
        }
    }

    private int plan(Workspace workspace, Workspace.Inputs inputs) {
        try (ConnectedHost host = workspace.connect();
                HubOptions.Told _ = options.traffic(around, host)) {
            Plan plan = workspace.plan(host, inputs);
            PlanDocument document = PlanJson.of(plan);
            around.out().print(json ? PlanJson.pretty(document) + "\n" : new PlanText(around.style()).render(document));
            around.out().flush();
            return detailedExitCode && !plan.isEmpty() ? ExitCode.CHANGES : ExitCode.OK;
        }
    }
}
