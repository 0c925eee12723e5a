package io.rlmprov.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.classroom.Spending;
import io.rlmprov.host.ConnectedHost;
import io.rlmprov.ui.SpendingText;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code rlmprov usage}: who spent what on language models. */
record UsageCommand(Surroundings around, HubOptions options, boolean csv, boolean all) {
    private static final String CSV = "--csv";
    private static final String ALL = "--all";

    static UsageCommand of(Surroundings around, ParseResult parsed) {
        HubOptions options = HubOptions.of(parsed);
        if (options.json() && HubOptions.has(parsed, CSV)) {
            throw options.misuse("--json does not go with " + CSV);
        }
        return new UsageCommand(around, options, HubOptions.has(parsed, CSV), HubOptions.has(parsed, ALL));
    }

    static CommandSpec spec() {
        CommandSpec spec = CommandLines.ofHub(CommandLines.USAGE)
                .addOption(CommandLines.config())
                .addOption(CommandLines.flag(
                        ALL, "Since the first call, and not only in the current period of the budget."))
                .addOption(CommandLines.flag(CommandLines.JSON, "Print the usage as JSON."))
                .addOption(CommandLines.flag(CSV, "Print a line for each user and model as CSV."));
        spec.usageMessage()
                .header("Show who spent what on language models. Changes nothing.")
                .description(
                        "",
                        "Asks the gateway of the hub, which accounts each call: for each user the calls, tokens and US dollars,"
                                + " against the budget. A hub without a gateway (llm.mode in hub.yaml) knows nothing of it.",
                        "");
        return CommandLines.exits(
                spec, "0:done, also if there was no call", "1:failed, or the hub has no gateway", "64:wrong usage");
    }

    /** Returns the exit code. */
    int run() {
        Workspace workspace = new Workspace(around, options.file());
        try (ConnectedHost host = workspace.connect();
                HubOptions.Told _ = options.traffic(around, host)) {
            String hub = workspace.hub().name();
            String printed = workspace
                    .classRun(host)
                    .read(
                            "class-usage.sh",
                            "reading the usage of hub " + hub,
                            Map.of("AS", csv ? "csv" : "json", "ALL", all ? "1" : "0"));
            around.out().print(csv ? printed : text(hub, host.name(), Spending.parse(printed)));
            return ExitCode.OK;
        }
    }

    private String text(String hub, String host, Spending spending) {
        if (!options.json()) {
            return new SpendingText(around.style()).render(hub, spending);
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("hub", hub).put("host", host);
        return node.setAll(spending.report()).toPrettyString() + "\n";
    }
}
