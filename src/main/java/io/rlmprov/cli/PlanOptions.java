package io.rlmprov.cli;

import io.rlmprov.plan.Selection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What a command was asked about plans.
 *
 * @param out where a plan is saved
 * @param config hub.yaml of a saved plan, if it is not where it was
 * @param destroy whether the plan takes the hub away
 * @param refreshOnly whether the plan is about what changed on the host, and about the record
 * @param selection the part of the plan that is asked for
 */
record PlanOptions(
        Optional<Path> out, Optional<Path> config, boolean destroy, boolean refreshOnly, Selection selection) {
    static final String OUT = "--out";
    static final String CONFIG = "--config";
    static final String DESTROY = "--destroy";
    static final String REFRESH_ONLY = "--refresh-only";
    static final String TARGET = "--target";
    static final String EXCLUDE = "--exclude";
    static final String REPLACE = "--replace";

    static PlanOptions of(ParseResult parsed) {
        return new PlanOptions(
                path(parsed, OUT),
                path(parsed, CONFIG),
                HubOptions.has(parsed, DESTROY),
                HubOptions.has(parsed, REFRESH_ONLY),
                new Selection(texts(parsed, TARGET), texts(parsed, EXCLUDE), texts(parsed, REPLACE)));
    }

    /** Whether something is asked for that has no meaning for what changed on the host. */
    boolean mixesRefresh() {
        return refreshOnly && (out.isPresent() || config.isPresent() || destroy || !selection.isAll());
    }

    private static List<String> texts(ParseResult parsed, String option) {
        List<String> texts = HubOptions.has(parsed, option)
                ? List.of(parsed.<String[]>matchedOptionValue(option, new String[0]))
                : List.of();
        if (texts.stream().anyMatch(String::isBlank)) {
            throw empty(parsed, option);
        }
        return texts;
    }

    private static Optional<Path> path(ParseResult parsed, String option) {
        Optional<Path> path = Optional.ofNullable(parsed.matchedOptionValue(option, (Path) null));
        if (path.filter(it -> it.toString().isEmpty()).isPresent()) {
            throw empty(parsed, option);
        }
        return path;
    }

    private static ParameterException empty(ParseResult parsed, String option) {
        return new ParameterException(parsed.commandSpec().commandLine(), option + ": its value is empty");
    }
}
