package io.rlmprov.config;

import io.rlmprov.config.Problem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong, so that the user sees all of it at once and in the order of the file. */
final class Problems {
    private record Found(Position at, Problem problem) {}

    private final SourceText source;
    private final List<Found> found = new ArrayList<>();

    Problems(SourceText source) {
        this.source = source;
    }

    void error(Position at, String path, String message, String remedy) {
        add(Severity.ERROR, at, path, message, remedy);
    }

    void warning(Position at, String path, String message, String remedy) {
        add(Severity.WARNING, at, path, message, remedy);
    }

    private void add(Severity severity, Position at, String path, String message, String remedy) {
        Problem problem = new Problem(
                severity,
                source.location(at),
                Redaction.quote(SourceText.printable(withoutValue(path))),
                Redaction.quote(SourceText.printable(message)),
                Redaction.quote(remedy),
                source.excerpt(at));
        // An anchor that is used twice is read twice.
        if (found.stream().noneMatch(f -> f.problem().equals(problem))) {
            found.add(new Found(at, problem));
        }
    }

    /** In braces YAML takes {@code KEY:secret}, {@code KEY=secret} and a secret alone for keys. */
    private static String withoutValue(String path) {
        return path.replaceFirst("(?s)^(keys\\.\\w*)\\W.*", "$1***").replaceFirst("(?s)[:=\\s].*", "***");
    }

    List<Problem> warnings() {
        return of(Severity.WARNING);
    }

    /** Ends the reading if there is an error. */
    void refuse() {
        if (!of(Severity.ERROR).isEmpty()) {
            throw refusal();
        }
    }

    /** All errors; there must be one. */
    ConfigException refusal() {
        return new ConfigException(of(Severity.ERROR));
    }

    private List<Problem> of(Severity severity) {
        return found.stream()
                .sorted(Comparator.comparing(Found::at))
                .map(Found::problem)
                .filter(p -> p.severity() == severity)
                .toList();
    }
}
