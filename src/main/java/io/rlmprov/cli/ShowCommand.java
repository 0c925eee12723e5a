package io.rlmprov.cli;

import io.rlmprov.apply.History;
import io.rlmprov.config.Printable;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.host.ConnectedHost;
import io.rlmprov.model.PlanDocument;
import io.rlmprov.plan.PlanFile;
import io.rlmprov.plan.PlanJson;
import io.rlmprov.ui.HistoryJson;
import io.rlmprov.ui.PlanText;
import io.rlmprov.ui.RunText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code rlmprov show PLAN}: a saved plan, from its file alone, or by its ID a plan that was applied, from the journal. */
record ShowCommand(Surroundings around, HubOptions options, PlanOptions plans) {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{12}");

    /** Returns the exit code. */
    int run() {
        String named = options.file().toString();
        if (ID.matcher(named).matches() && !Files.exists(options.file())) {
            return applied(named);
        }
        if (plans.config().isPresent()) {
            throw options.misuse("--config goes with the ID of a plan, and " + named + " is none");
        }
        PlanFile saved = PlanStore.read(options.file());
        if (options.json()) {
            around.out().print(PlanJson.pretty(saved.plan()) + "\n");
        } else {
            around.out().print(head(saved) + new PlanText(around.style()).render(saved.plan()));
        }
        around.out().flush();
        return ExitCode.OK;
    }

    private int applied(String id) {
        Workspace workspace = new Workspace(around, plans.config().orElse(Path.of(CommandLines.HUB_YAML)));
        try (ConnectedHost host = workspace.connect();
                HubOptions.Told _ = options.traffic(around, host)) {
            List<History.Run> runs = workspace.inspector().history(host).of(id);
            if (runs.isEmpty()) {
                throw new RlmprovException(
                        "The journal on " + host.name() + " has no run of a plan " + id + ".",
                        "\"rlmprov history\" lists the runs with their plans; name a saved plan by its file.");
            }
            around.out()
                    .print(
                            options.json()
                                    ? HistoryJson.of(workspace.hub().name(), host.name(), runs)
                                                    .toPrettyString() + "\n"
                                    : new RunText(around.style()).render(runs));
            return ExitCode.OK;
        }
    }

    private static String head(PlanFile saved) {
        String hosts =
                saved.plan().hosts().stream().map(PlanDocument.Host::name).collect(Collectors.joining(", "));
        String what = saved.plan().action().equals("destroy")
                ? saved.purge() ? "to destroy with all data" : "to destroy"
                : "to apply";
        return Printable.lines("Saved plan " + saved.plan().id() + " " + what + ": hub "
                + saved.plan().hub() + " on " + hosts + "\n"
                + "Made by " + saved.made().by() + " at " + saved.made().at() + " with rlmprov "
                + saved.made().build() + " from " + saved.config().path() + "\n"
                + SavedPlans.unbound(saved).map(line -> line + "\n").orElse("") + "\n");
    }
}
