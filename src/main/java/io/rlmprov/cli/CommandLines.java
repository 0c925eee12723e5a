package io.rlmprov.cli;

import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The commands, options and help of rlmprov.
 *
 * <p>They are written with picocli's programmatic API, because annotations cost each start 50 ms of reflection.
 */
final class CommandLines {
    static final String PLAN = "plan";
    static final String APPLY = "apply";
    static final String DESTROY = "destroy";
    static final String INIT = "init";
    static final String VALIDATE = "validate";
    static final String STATUS = "status";
    static final String HISTORY = "history";
    static final String LOGS = "logs";
    static final String USAGE = "usage";
    static final String SHOW = "show";

    /** Label of an argument. */
    static final String HUB_YAML = "hub.yaml";

    /** Label of an argument. */
    static final String PLAN_FILE = "PLAN";

    /** Label of an argument. */
    static final String HUB_YAML_OR_PLAN = HUB_YAML + "|" + PLAN_FILE;

    /** Labels of arguments that say which hub a command is about. */
    static final Set<String> FILES = Set.of(HUB_YAML, PLAN_FILE, HUB_YAML_OR_PLAN);

    /** The version of this program. */
    static final String VERSION = "0.1.0";

    static final String CHECK = "check";

    static final String YES = "--yes";
    static final String JSON = "--json";
    static final String DEBUG = "--debug";
    static final String PURGE = "--purge";
    static final String PARALLELISM = "--parallelism";
    static final String LOCK_TIMEOUT = "--lock-timeout";
    static final String DETAILED_EXIT_CODE = "--detailed-exitcode";
    static final String WITH_CHECK = "--check";

    private CommandLines() {}

    /** The command {@code rlmprov} with all of its subcommands. */
    static CommandLine rlmprov() {
        CommandSpec spec = CommandSpec.create()
                .name("rlmprov")
                .version("rlmprov " + VERSION)
                .mixinStandardHelpOptions(true);
        spec.usageMessage()
                .synopsisSubcommandLabel("COMMAND")
                .header(
                        "Turns a Linux host, reached over SSH, into a JupyterHub for a class on Recursive Language Models.")
                .description(
                        "",
                        "Write hub.yaml (rlmprov init asks for what it needs, hub.yaml.example explains every key), then:",
                        "  rlmprov plan hub.yaml     what would change, and why",
                        "  rlmprov apply hub.yaml    make it so, and again after every change of hub.yaml",
                        "  rlmprov check hub.yaml    walk the path of a user, and say where it ends",
                        "  rlmprov destroy hub.yaml  take the hub away; users' data stays",
                        "");
        CommandLine line = new CommandLine(spec)
                .addSubcommand(InitCommand.spec())
                .addSubcommand(ValidateCommand.spec())
                .addSubcommand(plan())
                .addSubcommand(apply())
                .addSubcommand(CheckCommand.spec())
                .addSubcommand(destroy())
                .addSubcommand(show())
                .addSubcommand(StatusCommand.spec())
                .addSubcommand(LogsCommand.spec())
                .addSubcommand(HistoryCommand.spec())
                .addSubcommand(UsageCommand.spec());
        ClassCommands.specs().forEach(line::addSubcommand);
        return line.addSubcommand(CompletionCommand.spec()).addSubcommand(CompleteCommand.spec());
    }

    /** The same, with {@code rlmprov help COMMAND}: it costs time, and only who asks for help needs it. */
    static CommandLine withHelp(CommandLine rlmprov) {
        return rlmprov.addSubcommand(new HelpCommand());
    }

    private static CommandSpec plan() {
        CommandSpec spec = PlanCommandLines.withParts(ofHub(PLAN))
                .addOption(flag(JSON, "Print the plan as JSON."))
                .addOption(flag(DETAILED_EXIT_CODE, "Exit with 2 if there are changes."))
                .addOption(flag(WITH_CHECK, "Afterwards, do what rlmprov check does."))
                .addOption(PlanCommandLines.out())
                .addOption(PlanCommandLines.replace())
                .addOption(PlanCommandLines.refreshOnly(
                        "Only show what somebody changed on the host since the last apply; resolves no secret."))
                .addOption(flag(PlanOptions.DESTROY, "Plan what destroy would do."))
                .addOption(flag(PURGE, "With --destroy: remove the data of all users and the hub's database too."));
        spec.usageMessage()
                .header("Show what apply would do, field by field. Changes nothing.")
                .description(
                        "",
                        "Reads hub.yaml, looks at the host once, and shows what differs and why:"
                                + " because hub.yaml was changed, because it was changed on the host, or because it follows"
                                + " from another change.",
                        "");
        return exits(
                spec,
                "0:done",
                "1:failed, hub.yaml is not right, or the path of a user ends (with --check only)",
                "2:there are changes (with --detailed-exitcode only)",
                "64:wrong usage");
    }

    private static CommandSpec apply() {
        CommandSpec spec = PlanCommandLines.withParts(PlanCommandLines.ofHubOrPlan(APPLY))
                .addOption(parallelism())
                .addOption(lockTimeout())
                .addOption(PlanCommandLines.config())
                .addOption(PlanCommandLines.replace())
                .addOption(PlanCommandLines.refreshOnly(
                        "Only record what somebody changed on the host: the next plan shows it as a change of hub.yaml"
                                + " and still corrects it."))
                .addOption(flag(YES, "Do not ask. A saved plan asks only before it removes data."))
                .addOption(flag(JSON, "Print the plan and the progress as JSON, one object a line; needs --yes."));
        spec.usageMessage()
                .header("Make the host as hub.yaml says.")
                .description(
                        "",
                        "Shows the plan, asks, and carries it out over the same connection. If the host changed while you"
                                + " were reading, nothing is done. After an interruption, run it again: it goes on from"
                                + " there. A file that plan --out wrote is applied exactly as it was planned, or not at"
                                + " all.",
                        "");
        return changes(spec);
    }

    private static CommandSpec destroy() {
        CommandSpec spec = PlanCommandLines.withParts(ofHub(DESTROY))
                .addOption(parallelism())
                .addOption(lockTimeout())
                .addOption(flag(YES, "Do not ask. With --purge, the name of the hub must be typed all the same."))
                .addOption(flag(PURGE, "Remove the data of all users and the hub's database too."))
                .addOption(
                        flag(
                                JSON,
                                "Print the plan and the progress as JSON, one object a line; needs --yes, and not with --purge."));
        spec.usageMessage()
                .header("Take the hub away; users' data stays unless you purge it.")
                .description(
                        "",
                        "Stops the hub and all users' servers and removes what rlmprov made on the host: containers,"
                                + " network, images and files. The users' volumes and the hub's database stay, and a later"
                                + " apply finds them again. Docker itself stays in any case, and so does everything that is"
                                + " not of this hub.",
                        "");
        return changes(spec);
    }

    private static OptionSpec parallelism() {
        return OptionSpec.builder(PARALLELISM)
                .type(int.class)
                .arity("1")
                .paramLabel("N")
                .description("How many operations run at once, as far as the SSH server grants sessions; default: "
                        + HubOptions.PARALLELISM + ".")
                .build();
    }

    private static OptionSpec lockTimeout() {
        return OptionSpec.builder(LOCK_TIMEOUT)
                .type(String.class)
                .arity("1")
                .paramLabel("DURATION")
                .description("How long to wait for another run that holds the lock, for example 5m; default: 0s.")
                .build();
    }

    private static CommandSpec changes(CommandSpec spec) {
        return exits(
                spec,
                "0:done, or nothing to do",
                "1:failed, not confirmed, or hub.yaml is not right",
                "3:the plan is stale: the host changed after it was shown",
                "4:another run of rlmprov is at work on the host",
                "64:wrong usage");
    }

    private static CommandSpec show() {
        CommandSpec spec = PlanCommandLines.ofPlan(SHOW).addOption(config()).addOption(flag(JSON, "Print it as JSON."));
        spec.usageMessage()
                .header("Show a saved plan, or what a plan that was applied did.")
                .description(
                        "",
                        "Of a file that plan --out wrote, shows the plan and contacts no host. By the ID of a plan, as"
                                + " history lists it, shows the runs of that plan: each operation, its result and how long"
                                + " it took, from the journal on the host.",
                        "");
        return exits(spec, "0:done", "1:not a plan, damaged, of another version, or never applied", "64:wrong usage");
    }

    /** A subcommand that is about a hub.yaml. */
    static CommandSpec ofHub(String name) {
        return command(name)
                .addPositional(PositionalParamSpec.builder()
                        .arity("0..1")
                        .paramLabel(HUB_YAML)
                        .type(Path.class)
                        .converters(Path::of)
                        .description("What the hub should be like; default: hub.yaml in this folder.")
                        .build());
    }

    /** A subcommand with {@code --help} and {@code --debug}. */
    static CommandSpec command(String name) {
        return CommandSpec.create()
                .name(name)
                .version("rlmprov " + VERSION)
                .mixinStandardHelpOptions(true)
                .addOption(flag(DEBUG, "Show the stack trace of an error, and what went over the wire."));
    }

    /** Where hub.yaml is, for commands whose argument is another thing. */
    static OptionSpec config() {
        return path(PlanOptions.CONFIG, "FILE", "The hub.yaml to use; default: hub.yaml in this folder.");
    }

    /** An option with a file or folder of this machine. */
    static OptionSpec path(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(Path.class)
                .converters(Path::of)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build();
    }

    static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build();
    }

    static CommandSpec exits(CommandSpec spec, String... codes) {
        CommandLine.Model.UsageMessageSpec usage = spec.usageMessage();
        usage.exitCodeListHeading("%nExit codes:%n");
        usage.exitCodeList(CommandLine.Model.UsageMessageSpec.keyValuesMap(codes));
        return spec;
    }
}
