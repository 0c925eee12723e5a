package io.rlmprov.cli;

import io.rlmprov.host.ConnectedHost;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What a command was asked for.
 *
 * @param file hub.yaml
 * @param parallelism how many operations run at once
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
        int parallelism) {
    /** So many operations run at once if nothing else is said. */
    static final int PARALLELISM = 4;

    private static final String HUB_YAML = "hub.yaml";

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
                parsed.matchedOptionValue(CommandLines.PARALLELISM, PARALLELISM));
    }

    /** What {@code --config} names where the command works on that file, or else its argument. */
    private static Path file(ParseResult parsed) {
        String command = parsed.commandSpec().name();
        Optional<String> config = Optional.ofNullable(parsed.matchedOptionValue(PlanOptions.CONFIG, (String) null));
        Optional<String> argument = Optional.ofNullable(parsed.matchedPositionalValue(0, (String) null));
        Optional<String> named = switch (command) {
            case CommandLines.LOGS -> config;
            case CommandLines.STATUS, CommandLines.HISTORY -> {
                if (config.isPresent() && argument.isPresent()) {
                    throw new ParameterException(
                            parsed.commandSpec().commandLine(),
                            "hub.yaml is named twice; leave out " + PlanOptions.CONFIG + " or the argument");
                }
                yield config.or(() -> argument);
            }
            default -> argument;
        };
        return Path.of(named.orElse(HUB_YAML));
    }

    /** Whether that option was given; false if the command does not have it. */
    static boolean has(ParseResult parsed, String option) {
        return parsed.hasMatchedOption(option);
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
