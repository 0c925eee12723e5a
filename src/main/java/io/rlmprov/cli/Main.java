package io.rlmprov.cli;

import io.rlmprov.apply.LockedException;
import io.rlmprov.apply.StalePlanException;
import io.rlmprov.config.ConfigException;
import io.rlmprov.config.DidYouMean;
import io.rlmprov.config.Printable;
import io.rlmprov.config.Redaction;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.ui.OutcomeJson;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command {@code rlmprov}. */
public final class Main {
    private Main() {}

    /** Runs one command and exits with its code. */
    public static void main(String[] args) throws IOException {
        Map<String, String> environment = System.getenv();
        System.exit(JarStart.start(environment, Surroundings.home(environment), List.of(args))
                .orElseGet(() -> run(Surroundings.ofThisProcess(), args)));
    }

    static int run(Surroundings around, String... args) {
        CommandLine line = CommandLines.rlmprov();
        if (args.length == 0 || !line.getSubcommands().containsKey(args[0])) {
            line = CommandLines.withHelp(line);
        }
        int code = line.setOut(around.out())
                .setErr(around.err())
                .setUsageHelpWidth(around.helpWidth())
                // "plan @hub.yaml" names a file, and not a file with arguments.
                .setExpandAtFiles(false)
                .setExecutionStrategy(parsed -> execute(around, parsed))
                .setParameterExceptionHandler((error, _) -> misused(around, error))
                .execute(args);
        return around.outputWasWritten() ? code : unwritten(around, code);
    }

    private static int execute(Surroundings around, ParseResult parsed) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        if (!parsed.hasSubcommand()) {
            throw new ParameterException(
                    parsed.commandSpec().commandLine(), "Say what to do: " + commands(parsed.commandSpec()));
        }
        ParseResult command = parsed.subcommand();
        try {
            return execute(around, command.commandSpec().name(), command);
        } catch (ParameterException misuse) {
            throw misuse;
        } catch (RuntimeException error) {
            return failed(
                    around,
                    error,
                    HubOptions.has(command, CommandLines.DEBUG),
                    HubOptions.has(command, CommandLines.JSON));
        }
    }

    /** {@code init, plan or apply}: those that help lists. */
    private static String commands(CommandLine.Model.CommandSpec spec) {
        List<String> names = names(spec);
        return String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
    }

    private static List<String> names(CommandLine.Model.CommandSpec spec) {
        return spec.subcommands().entrySet().stream()
                .filter(command ->
                        !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .filter(name -> !name.equals("help"))
                .toList();
    }

    private static int execute(Surroundings around, String name, ParseResult command) {
        return switch (name) {
            case CommandLines.INIT -> new InitCommand(around, command).run();
            case CommandLines.VALIDATE ->
                new ValidateCommand(around, HubOptions.of(command), HubOptions.has(command, ValidateCommand.SECRETS))
                        .run();
            case CommandLines.PLAN -> new PlanCommand(around, HubOptions.of(command), PlanOptions.of(command)).run();
            case CommandLines.APPLY -> new ApplyCommand(around, HubOptions.of(command), PlanOptions.of(command)).run();
            case CommandLines.CHECK -> new CheckCommand(around, HubOptions.of(command)).run();
            case CommandLines.DESTROY ->
                new DestroyCommand(around, HubOptions.of(command), PlanOptions.of(command)).run();
            case CommandLines.SHOW -> new ShowCommand(around, HubOptions.of(command), PlanOptions.of(command)).run();
            case CommandLines.STATUS -> new StatusCommand(around, HubOptions.of(command)).run();
            case CommandLines.HISTORY -> new HistoryCommand(around, HubOptions.of(command)).run();
            case CommandLines.USAGE -> UsageCommand.of(around, command).run();
            case CommandLines.LOGS -> new LogsCommand(around, HubOptions.of(command), command).run();
            case CompletionCommand.NAME -> new CompletionCommand(around, HubOptions.of(command), command).run();
            case CompleteCommand.NAME -> new CompleteCommand(around, command).run();
            default -> ClassCommands.run(around, name, command);
        };
    }

    /** A plan that a full disk cut off must not look like success to a program. */
    private static int unwritten(Surroundings around, int code) {
        around.err()
                .println(around.style().error("Error: ") + "The output could not be written: its disk is full, or its"
                        + " reader has gone.");
        around.err().flush();
        return code == ExitCode.OK || code == ExitCode.CHANGES ? ExitCode.FAILED : code;
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
                .println((told instanceof ConfigException ? "" : around.style().error("Error: "))
                        + Printable.lines(String.valueOf(told.getMessage())));
        if (!told.remedy().isEmpty()) {
            around.err().println(Printable.lines(told.remedy()));
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
        suggestion(error).ifPresent(around.err()::println);
        around.err().println("Try \"" + error.getCommandLine().getCommandSpec().qualifiedName() + " --help\".");
        return ExitCode.USAGE;
    }

    /** What was probably meant. Never what removes a hub or its data: a typo must not lead there. */
    private static Optional<String> suggestion(ParameterException error) {
        if (!(error instanceof CommandLine.UnmatchedArgumentException unmatched)) {
            return Optional.empty();
        }
        CommandLine line = error.getCommandLine();
        String word = unmatched.getUnmatched().getFirst();
        Optional<String> meant = unmatched.isUnknownOption()
                ? option(line, word.replaceFirst("=.*", ""))
                : line.getParent() == null ? command(line, word) : Optional.empty();
        return meant.map(name -> "Did you mean: " + name + "?");
    }

    private static Optional<String> option(CommandLine line, String word) {
        if (word.endsWith("-auto-approve") && line.getCommandSpec().findOption(CommandLines.YES) != null) {
            return Optional.of(CommandLines.YES);
        }
        List<String> names = line.getCommandSpec().options().stream()
                .map(CommandLine.Model.OptionSpec::longestName)
                .toList();
        return DidYouMean.nearest(word, names).filter(name -> !name.equals(CommandLines.PURGE));
    }

    private static Optional<String> command(CommandLine line, String word) {
        Optional<String> meant = word.equals("version")
                ? Optional.of("--version")
                : DidYouMean.nearest(word, names(line.getCommandSpec()))
                        .filter(name -> !name.equals(CommandLines.DESTROY));
        return meant.map(name -> "rlmprov " + name);
    }

    /** The parser's own words speak of indexes, and take the value of an unknown option for another one. */
    private static String said(ParameterException error) {
        if (String.valueOf(error.getMessage()).contains(InvalidPathException.class.getName())) {
            return "the name of a file has characters that Java does not read in this locale; set LC_ALL=C.UTF-8";
        }
        if (!(error instanceof CommandLine.UnmatchedArgumentException unmatched)) {
            return String.valueOf(error.getMessage());
        }
        String word = unmatched.getUnmatched().getFirst();
        if (unmatched.isUnknownOption()) {
            return "Unknown option: '" + word + "'";
        }
        return error.getCommandLine().getParent() == null
                ? "there is no command \"" + word + "\""
                : "\"" + word + "\" is one argument too many";
    }
}
