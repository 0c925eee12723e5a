package io.rlmprov.cli;

import io.rlmprov.host.ConnectedHost;
import java.nio.file.Path;
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

    static HubOptions of(ParseResult parsed) {
        return new HubOptions(
                parsed.commandSpec(),
                Path.of(parsed.matchedPositionalValue(0, "hub.yaml")),
                has(parsed, CommandLines.YES),
                has(parsed, CommandLines.JSON),
                has(parsed, CommandLines.DEBUG),
                has(parsed, CommandLines.PURGE),
                has(parsed, CommandLines.DETAILED_EXIT_CODE),
                has(parsed, CommandLines.WITH_CHECK),
                parsed.matchedOptionValue(CommandLines.PARALLELISM, PARALLELISM));
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
