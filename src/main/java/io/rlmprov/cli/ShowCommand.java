package io.rlmprov.cli;

import io.rlmprov.config.Printable;
import io.rlmprov.model.PlanDocument;
import io.rlmprov.plan.PlanFile;
import io.rlmprov.plan.PlanJson;
import io.rlmprov.ui.PlanText;
import java.util.stream.Collectors;

/** {@code rlmprov show FILE}: a saved plan, for people or programs. Reads the file and nothing else. */
record ShowCommand(Surroundings around, HubOptions options) {
    /** Returns the exit code. */
    int run() {
        PlanFile saved = PlanStore.read(options.file());
        if (options.json()) {
            around.out().print(PlanJson.pretty(saved.plan()) + "\n");
        } else {
            around.out().print(head(saved) + new PlanText(around.style()).render(saved.plan()));
        }
        around.out().flush();
        return ExitCode.OK;
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
