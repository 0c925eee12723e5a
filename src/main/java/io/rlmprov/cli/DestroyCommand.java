package io.rlmprov.cli;

import io.rlmprov.host.ConnectedHost;
import io.rlmprov.kinds.volume.Volume;
import io.rlmprov.model.Change;
import io.rlmprov.plan.Plan;
import io.rlmprov.ui.DataText;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code rlmprov destroy}: takes the hub away, and users' data only if its name is typed. */
record DestroyCommand(Surroundings around, HubOptions options) {
    /** Returns the exit code. */
    int run() {
        if (options.json() && (options.purge() || !options.yes())) {
            throw options.misuse(
                    options.purge()
                            ? "--purge asks for the name of the hub, for which --json leaves no room"
                            : Run.NEEDS_YES);
        }
        Workspace workspace = new Workspace(around, options.file());
        Prompt prompt = new Prompt(around, options.yes());
        try (ConnectedHost host = workspace.connect();
                HubOptions.Told _ = options.traffic(around, host)) {
            Plan plan = workspace.planDestroy(host, options.purge());
            Run run = new Run(around, workspace, host, options.parallelism(), options.json());
            boolean changed = run.carryOut(
                    plan,
                    () -> ask(prompt, plan, workspace.hub().name()),
                    () -> workspace.planDestroy(host, options.purge()));
            if (options.json()) {
                run.tell(_ -> {});
            } else if (changed) {
                run.tell(
                        "Destroy complete.",
                        options.purge() ? "" : " Users' data is still there; apply brings the hub back to it.");
            }
            return ExitCode.OK;
        }
    }

    private void ask(Prompt prompt, Plan plan, String name) {
        if (!options.purge()) {
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
