package io.rlmprov.cli;

import io.rlmprov.host.ConnectedHost;
import picocli.CommandLine.Model.CommandSpec;

/** {@code rlmprov check}: walks the path of a user, and says where it ends. */
record CheckCommand(Surroundings around, HubOptions options) {
    static CommandSpec spec() {
        CommandSpec spec = CommandLines.ofHub(CommandLines.CHECK)
                .addOption(CommandLines.flag(CommandLines.JSON, "Print the stations as JSON."));
        spec.usageMessage()
                .header("Walk the path of a user, and say where it ends.")
                .description(
                        "",
                        "From this computer to the hub's address, through the proxy to the hub, to Docker, and into the server of"
                                + " a test user; from inside it to DNS, over HTTPS to the model provider, and to the hub's API."
                                + " Then removes that server. A hub whose places are all taken starts none.",
                        "");
        return CommandLines.exits(
                spec,
                "0:a user can work, or the hub is full",
                "1:the path ends somewhere, or hub.yaml is not right",
                "64:wrong usage");
    }

    /** Returns the exit code. */
    int run() {
        Workspace workspace = new Workspace(around, options.file());
        try (Connecting connecting = workspace.connecting()) {
            ConnectedHost host = connecting.host();
            try (HubOptions.Told _ = options.traffic(around, host)) {
                return new PathWalk(around, workspace, host).show(options.json()) ? ExitCode.OK : ExitCode.FAILED;
            }
        }
    }
}
