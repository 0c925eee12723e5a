package io.rlmprov.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/**
 * What a command was asked about plans.
 *
 * @param out where a plan is saved
 * @param config hub.yaml of a saved plan, if it is not where it was
 * @param destroy whether the plan takes the hub away
 */
record PlanOptions(Optional<Path> out, Optional<Path> config, boolean destroy) {
    static final String OUT = "--out";
    static final String CONFIG = "--config";
    static final String DESTROY = "--destroy";

    static PlanOptions of(ParseResult parsed) {
        return new PlanOptions(path(parsed, OUT), path(parsed, CONFIG), HubOptions.has(parsed, DESTROY));
    }

    private static Optional<Path> path(ParseResult parsed, String option) {
        return HubOptions.has(parsed, option)
                ? Optional.of(Path.of(parsed.<String>matchedOptionValue(option, "")))
                : Optional.empty();
    }
}
