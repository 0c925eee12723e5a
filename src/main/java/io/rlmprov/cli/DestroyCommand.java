package io.rlmprov.cli;

import io.rlmprov.host.ConnectedHost;
import io.rlmprov.kinds.volume.Volume;
import io.rlmprov.model.Change;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.Selection;
import io.rlmprov.ui.DataText;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code rlmprov destroy}: takes the hub away, and users' data only if its name is typed. */
record DestroyCommand(Surroundings around, HubOptions options, PlanOptions plans) {
    /** Why a purge is nothing for a program. */
    static final String PURGE_ASKS = "--purge asks for the name of the hub, for which --json leaves no room";

    /** Returns the exit code. */
    int run() {
        if (options.json() && (options.purge() || !options.yes())) {
            throw options.misuse(options.purge() ? PURGE_ASKS : Run.NEEDS_YES);
        }
        Workspace workspace = new Workspace(around, options.file());
        Prompt prompt = new Prompt(around, options.yes());
        try (ConnectedHost host = workspace.connect();
                HubOptions.Told _ = options.traffic(around, host)) {
            Plan plan = Workspace.checked(
                    options.wait(around).plan(() -> workspace.planDestroy(host, options.purge(), plans.selection())));
            Run run = new Run(around, workspace, host, options);
            boolean changed = run.carryOut(
                    plan,
                    () -> ask(prompt, plan, workspace.hub().name()),
                    () -> workspace.planDestroy(host, options.purge(), plans.selection()),
                    () -> workspace.planDestroy(host, options.purge(), Selection.ALL));
            finish(run, plan, changed, options.purge());
            return ExitCode.OK;
        }
    }

    /** Tells the end, and what became of users' data. */
    void finish(Run run, Plan plan, boolean changed, boolean purge) {
        if (run.endsInPart(plan, changed, "Destroy complete.")) {
            return;
        }
        if (run.json()) {
            run.tell(_ -> {});
        } else if (changed) {
            run.tell("Destroy complete.", purge ? "" : " Users' data is still there; apply brings the hub back to it.");
        }
    }

    private void ask(Prompt prompt, Plan plan, String name) {
        if (options.purge()) {
            askForData(plan, name);
        } else {
            prompt.confirm("Do you want to take the hub down?");
        }
    }

    /** Shows the data that goes, and has the name of the hub typed. */
    void askForData(Plan plan, String name) {
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
        new Prompt(around, false)
                .typed("There is no way back. Type the name of the hub (" + name + ") to remove all of it: ", name);
    }
}
