package io.rlmprov.cli;

import io.rlmprov.apply.LockedException;
import io.rlmprov.apply.StalePlanException;
import io.rlmprov.config.ConfigException;
import io.rlmprov.config.Redaction;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.ui.OutcomeJson;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code rlmprov}. */
@Command(
        name = "rlmprov",
        header = "Turns a Linux host, reached over SSH, into a JupyterHub for a class on Recursive Language Models.",
        description = {
            "",
            "Write hub.yaml (hub.yaml.example explains every key), then:",
            "  rlmprov plan hub.yaml     what would change, and why",
            "  rlmprov apply hub.yaml    make it so, and again after every change of hub.yaml",
            "  rlmprov destroy hub.yaml  take the hub away; users' data stays",
            ""
        },
        version = "rlmprov 0.1.0",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) {
        System.exit(run(Surroundings.ofThisProcess(), args));
    }

    static int run(Surroundings around, String... args) {
        CommandLine line = new CommandLine(new Main())
                .addSubcommand(new PlanCommand(around))
                .addSubcommand(new ApplyCommand(around))
                .addSubcommand(new DestroyCommand(around))
                .addSubcommand(new HelpCommand());
        boolean debug = List.of(args).contains("--debug");
        boolean json = List.of(args).contains("--json");
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().mixinStandardHelpOptions(true));
        return line.setOut(around.out())
                .setErr(around.err())
                .setExecutionExceptionHandler((error, _, _) -> failed(around, error, debug, json))
                .setParameterExceptionHandler((error, _) -> misused(around, error))
                .execute(args);
    }

    static int failed(Surroundings around, Exception error, boolean debug, boolean json) {
        RlmprovException told = error instanceof RlmprovException ours
                ? ours
                : new RlmprovException(
                        "rlmprov itself failed: " + error,
                        "This is a fault of rlmprov. Please report it with the output of --debug.");
        if (json) {
            around.out().println(OutcomeJson.failed(around.clock().instant(), told));
        }
        around.out().flush();
        // A problem of hub.yaml begins with its place in the file, as editors and people look for it.
        around.err()
                .println((told instanceof ConfigException ? "" : around.style().error("Error: ")) + told.getMessage());
        if (!told.remedy().isEmpty()) {
            around.err().println(told.remedy());
        }
        if (debug) {
            error.printStackTrace(around.err());
        }
        return switch (error) {
            case StalePlanException _ -> ExitCode.STALE;
            case LockedException _ -> ExitCode.LOCKED;
            default -> ExitCode.FAILED;
        };
    }

    private static int misused(Surroundings around, ParameterException error) {
        around.err().println(around.style().error("Error: ") + Redaction.message(said(error)));
        CommandLine.UnmatchedArgumentException.printSuggestions(error, around.err());
        around.err().println("Try \"" + error.getCommandLine().getCommandSpec().qualifiedName() + " --help\".");
        return ExitCode.USAGE;
    }

    /** The parser's own words speak of indexes. */
    private static String said(ParameterException error) {
        if (!(error instanceof CommandLine.UnmatchedArgumentException unmatched) || unmatched.isUnknownOption()) {
            return String.valueOf(error.getMessage());
        }
        String word = unmatched.getUnmatched().getFirst();
        return error.getCommandLine().getParent() == null
                ? "there is no command \"" + word + "\""
                : "\"" + word + "\" is one argument too many";
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: plan, apply or destroy");
    }
}
