package io.rlmprov.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** hub.yaml is not right; nothing was contacted. Its message renders every problem. */
public final class ConfigException extends RlmprovException {
    private final List<Problem> problems;

    /** All errors of one file, in the order of the file; at least one. */
    public ConfigException(List<Problem> problems) {
        super(
                problems.stream().map(Problem::render).collect(Collectors.joining("\n")),
                "hub.yaml.example explains every key.");
        this.problems = List.copyOf(problems);
    }

    /** An error about a file as a whole. */
    static ConfigException of(String location, String message, String remedy) {
        return new ConfigException(
                List.of(new Problem(Problem.Severity.ERROR, location, "", message, remedy, Optional.empty())));
    }

    /** What is wrong, for renderers other than text. */
    public List<Problem> problems() {
        return problems;
    }
}
