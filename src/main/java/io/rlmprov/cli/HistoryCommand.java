package io.rlmprov.cli;

import io.rlmprov.apply.History;
import io.rlmprov.host.ConnectedHost;
import io.rlmprov.ui.HistoryJson;
import io.rlmprov.ui.HistoryText;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rlmprov history}: who changed the hub, and when. */
record HistoryCommand(Surroundings around, HubOptions options) {
    static CommandSpec spec() {
        CommandSpec spec = CommandLines.ofHub(CommandLines.HISTORY)
                .addOption(CommandLines.config())
                .addOption(CommandLines.flag(CommandLines.JSON, "Print the runs as JSON."));
        spec.usageMessage()
                .header("List the runs of apply and destroy. Changes nothing.")
                .description(
                        "",
                        "Reads the journal on the host, to which every apply and destroy of any operator writes: who ran it,"
                                + " when, on which computer, with which plan, how it ended, and how long it took.",
                        "");
        return CommandLines.exits(spec, "0:done, also if there was no run", "1:failed", "64:wrong usage");
    }

    /** Returns the exit code. */
    int run() {
        Workspace workspace = new Workspace(around, options.file());
        try (ConnectedHost host = workspace.connect();
                HubOptions.Told _ = options.traffic(around, host)) {
            History history = workspace.inspector().history(host);
            String hub = workspace.hub().name();
            around.out()
                    .print(
                            options.json()
                                    ? HistoryJson.of(hub, host.name(), history).toPrettyString() + "\n"
                                    : new HistoryText(around.style()).render(hub, host.name(), history));
            return ExitCode.OK;
        }
    }
}
