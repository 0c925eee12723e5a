package io.rlmprov.cli;

import io.rlmprov.apply.LockWait;
import io.rlmprov.config.Durations;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.host.ConnectedHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What a command was asked for.
 *
 * @param file hub.yaml
 * @param parallelism how many operations run at once
 * @param lockTimeout how long to wait for other runs that hold the lock
 * @param spec the command itself, for errors about its options
 */
record HubOptions(
        CommandSpec spec,
        Path file,
        boolean yes,
        boolean json,
        boolean debug,
        boolean purge,
        boolean detailed,
        boolean check,
        int parallelism,
        Duration lockTimeout) {
    /** So many operations run at once if nothing else is said. */
    static final int PARALLELISM = 4;

    /** No plan has more operations that could run side by side. */
    private static final int MOST_AT_ONCE = 64;

    static HubOptions of(ParseResult parsed) {
        return new HubOptions(
                parsed.commandSpec(),
                file(parsed),
                has(parsed, CommandLines.YES),
                has(parsed, CommandLines.JSON),
                has(parsed, CommandLines.DEBUG),
                has(parsed, CommandLines.PURGE),
                has(parsed, CommandLines.DETAILED_EXIT_CODE),
                has(parsed, CommandLines.WITH_CHECK),
                parallelism(parsed),
                lockTimeout(parsed));
    }

    private static int parallelism(ParseResult parsed) {
        int number = parsed.matchedOptionValue(CommandLines.PARALLELISM, PARALLELISM);
        if (number < 1 || number > MOST_AT_ONCE) {
            throw new ParameterException(
                    parsed.commandSpec().commandLine(),
                    CommandLines.PARALLELISM + ": " + number + " is out of range; write a number from 1 to "
                            + MOST_AT_ONCE);
        }
        return number;
    }

    private static Duration lockTimeout(ParseResult parsed) {
        String text = parsed.matchedOptionValue(CommandLines.LOCK_TIMEOUT, "0");
        return Durations.parse(text)
                .orElseThrow(() -> new ParameterException(
                        parsed.commandSpec().commandLine(),
                        CommandLines.LOCK_TIMEOUT + ": \"" + text + "\" is not a duration; write 30s, 5m or 1h30m"));
    }

    /** The argument if it is a hub.yaml or a plan, or else what {@code --config} names. */
    private static Path file(ParseResult parsed) {
        Optional<Path> config = Optional.ofNullable(parsed.matchedOptionValue(PlanOptions.CONFIG, (Path) null));
        Optional<ArgSpec> argument = parsed.matchedPositionals().stream()
                .filter(it -> CommandLines.FILES.contains(it.paramLabel()))
                .findFirst()
                .map(ArgSpec.class::cast);
        if (config.isPresent()
                && argument.filter(it -> it.paramLabel().equals(CommandLines.HUB_YAML))
                        .isPresent()) {
            throw new ParameterException(
                    parsed.commandSpec().commandLine(),
                    "hub.yaml is named twice; leave out " + PlanOptions.CONFIG + " or the argument");
        }
        Path file = argument.<Path>map(ArgSpec::getValue).or(() -> config).orElse(Path.of(CommandLines.HUB_YAML));
        if (file.toString().isEmpty()) {
            throw new ParameterException(parsed.commandSpec().commandLine(), "the name of the file is empty");
        }
        return file;
    }

    /** Whether that option was given; false if the command does not have it. */
    static boolean has(ParseResult parsed, String option) {
        return parsed.hasMatchedOption(option);
    }

    /** Waits for other runs, as long as {@code --lock-timeout} says, and tells the operator. */
    LockWait wait(Surroundings around) {
        return new LockWait(lockTimeout, around.clock(), HubOptions::sleep, around.err()::println);
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RlmprovException("interrupted", "Run the same command again.", e);
        }
    }

    ParameterException misuse(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    /** Something to be told at the end, however that comes. */
    interface Told extends AutoCloseable {
        @Override
        void close();
    }

    /** With {@code --debug} tells at the end what went over the wire. */
    Told traffic(Surroundings around, ConnectedHost host) {
        return () -> {
            if (debug) {
                around.err().println(host.traffic());
            }
        };
    }
}
