package io.rlmprov.cli;

import io.rlmprov.host.ConnectedHost;
import io.rlmprov.plan.Plan;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rlmprov apply}: shows the plan, asks, and carries it out. */
@Command(
        name = "apply",
        header = "Make the host as hub.yaml says.",
        description = {
            "",
            "Shows the plan, asks, and carries it out over the same connection. If the host changed while you were"
                    + " reading, nothing is done. After an interruption, run it again: it goes on from there.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, or nothing to do",
            "1:failed, not confirmed, or hub.yaml is not right",
            "3:the plan is stale: the host changed after it was shown",
            "4:another apply or destroy is at work on the host",
            "64:wrong usage"
        })
final class ApplyCommand implements Callable<Integer> {
    @Mixin
    HubOptions options = new HubOptions();

    @Mixin
    Concurrency concurrency = new Concurrency();

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    @Option(names = "--json", description = "Print the plan and the progress as JSON, one object a line; needs --yes.")
    boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Surroundings around;

    ApplyCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        if (json && !yes) {
            throw new ParameterException(spec.commandLine(), Run.NEEDS_YES);
        }
        Workspace workspace = new Workspace(around, options.file);
        Workspace.Inputs inputs = workspace.inputs();
        Prompt prompt = new Prompt(around, yes);
        try (ConnectedHost host = workspace.connect();
                HubOptions.Told _ = options.traffic(around, host)) {
            Plan plan = workspace.plan(host, inputs);
            Run run = new Run(around, workspace, host, concurrency.parallelism, json);
            boolean changed = run.carryOut(
                    plan,
                    () -> prompt.confirm("Do you want to make these changes?"),
                    () -> workspace.plan(host, inputs));
            String url = Workspace.url(host.hostName(), workspace.hub().http().port());
            if (json) {
                run.tell(done -> done.put("url", url));
            } else if (changed) {
                run.tell("Apply complete.", " The hub " + workspace.hub().name() + " answers at " + url);
            }
            return ExitCode.OK;
        }
    }
}
