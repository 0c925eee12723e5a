package io.rlmprov.cli;

import io.rlmprov.apply.HubStatus;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.host.ConnectedHost;
import io.rlmprov.host.ConnectionLostException;
import io.rlmprov.host.UnreachableException;
import io.rlmprov.ui.StatusJson;
import io.rlmprov.ui.StatusText;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rlmprov status}: how the hub is now. */
record StatusCommand(Surroundings around, HubOptions options) {
    static CommandSpec spec() {
        CommandSpec spec = CommandLines.ofHub(CommandLines.STATUS)
                .addOption(CommandLines.config())
                .addOption(CommandLines.flag(CommandLines.JSON, "Print the status as JSON."));
        spec.usageMessage()
                .header("Show how the hub is now. Changes nothing.")
                .description(
                        "",
                        "Reads the host once: services, versions, user servers, memory, disk, the last run of apply or"
                                + " destroy, and what differs from what the last apply left. It resolves no secret of"
                                + " hub.yaml except hosts[].sudo-password. It does not compare the host with hub.yaml; plan"
                                + " does.",
                        "");
        return CommandLines.exits(
                spec,
                "0:the host answered, also if there is no hub or the hub needs attention",
                "1:the host could not be read",
                "64:wrong usage");
    }

    /** Returns the exit code. */
    int run() {
        Workspace workspace = new Workspace(around, options.file());
        try {
            return run(workspace);
        } catch (UnreachableException | ConnectionLostException down) {
            return unreachable(workspace, down);
        }
    }

    private int run(Workspace workspace) {
        try (ConnectedHost host = workspace.connect();
                HubOptions.Told _ = options.traffic(around, host)) {
            HubStatus status = workspace.inspector().status(host);
            around.out()
                    .print(
                            options.json()
                                    ? StatusJson.of(status).toPrettyString() + "\n"
                                    : new StatusText(around.style()).render(status));
            return ExitCode.OK;
        }
    }

    private int unreachable(Workspace workspace, RlmprovException down) {
        if (!options.json()) {
            throw down;
        }
        String host = workspace.hub().hosts().getFirst().address();
        around.out()
                .println(StatusJson.unreachable(workspace.hub().name(), host, down)
                        .toPrettyString());
        return Main.failed(around, down, options.debug(), false);
    }
}
