package io.rlmprov.cli;

import io.rlmprov.host.ConnectedHost;
import io.rlmprov.kinds.volume.Volume;
import io.rlmprov.model.Change;
import io.rlmprov.plan.Plan;
import io.rlmprov.ui.DataText;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rlmprov destroy}: takes the hub away, and users' data only if its name is typed. */
@Command(
        name = "destroy",
        header = "Take the hub away; users' data stays unless you purge it.",
        description = {
            "",
            "Stops the hub and all users' servers and removes what rlmprov made on the host: containers, network,"
                    + " images and files. The users' volumes and the hub's database stay, and a later apply finds them"
                    + " again. Docker itself stays in any case, and so does everything that is not of this hub.",
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
final class DestroyCommand implements Callable<Integer> {
    @Mixin
    HubOptions options = new HubOptions();

    @Mixin
    Concurrency concurrency = new Concurrency();

    @Option(names = "--yes", description = "Do not ask. With --purge, the name of the hub must be typed all the same.")
    boolean yes;

    @Option(names = "--purge", description = "Remove the data of all users and the hub's database too.")
    boolean purge;

    @Option(
            names = "--json",
            description =
                    "Print the plan and the progress as JSON, one object a line; needs --yes, and not with --purge.")
    boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Surroundings around;

    DestroyCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        if (json && (purge || !yes)) {
            throw new ParameterException(
                    spec.commandLine(),
                    purge ? "--purge asks for the name of the hub, for which --json leaves no room" : Run.NEEDS_YES);
        }
        Workspace workspace = new Workspace(around, options.file);
        Prompt prompt = new Prompt(around, yes);
        try (ConnectedHost host = workspace.connect();
                HubOptions.Told _ = options.traffic(around, host)) {
            Plan plan = workspace.planDestroy(host, purge);
            Run run = new Run(around, workspace, host, concurrency.parallelism, json);
            boolean changed = run.carryOut(
                    plan, () -> ask(prompt, plan, workspace.hub().name()), () -> workspace.planDestroy(host, purge));
            if (json) {
                run.tell(_ -> {});
            } else if (changed) {
                run.tell(
                        "Destroy complete.",
                        purge ? "" : " Users' data is still there; apply brings the hub back to it.");
            }
            return ExitCode.OK;
        }
    }

    private void ask(Prompt prompt, Plan plan, String name) {
        if (!purge) {
            prompt.confirm("Do you want to take the hub down?");
            return;
        }
        Set<String> going = plan.changes().stream()
                .filter(change -> change.verb() == Change.Verb.DELETE
                        && change.address().kind().equals(Volume.NAME))
                .map(change -> change.address().name())
                .collect(Collectors.toSet());
        around.out()
                .print(new DataText(around.style())
                        .render(plan.hosts().stream()
                                .flatMap(host -> host.facts().docker().volumes().values().stream())
                                .filter(volume -> going.contains(volume.name()))
                                .toList()));
        prompt.typed("There is no way back. Type the name of the hub (" + name + ") to remove all of it: ", name);
    }
}
