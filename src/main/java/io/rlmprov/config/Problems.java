package io.rlmprov.config;

import io.rlmprov.config.Problem.Severity;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Collects what is wrong, so that the user sees all of it at once and in the order of the file. */
final class Problems {
    /** So many of a kind are shown: who gave the wrong file need not read more. */
    private static final int MOST = 50;

    /** Characters of a message. */
    private static final int LONGEST = 800;

    private record Found(Position at, Problem problem) {}

    private final SourceText source;
    /** An anchor that is used twice is read twice, and reported once. */
    private final Set<Found> found = new LinkedHashSet<>();

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
                cut(Redaction.quote(SourceText.printable(withoutValue(path)))),
                cut(Redaction.quote(SourceText.printable(message))),
                cut(Redaction.quote(remedy)),
                source.excerpt(at));
        found.add(new Found(at, problem));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST / 2) + " ... " + text.substring(text.length() - LONGEST / 4);
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
        List<Problem> all = found.stream()
                .sorted(Comparator.comparing(Found::at))
                .map(Found::problem)
                .filter(p -> p.severity() == severity)
                .toList();
        return all.size() <= MOST + 1
                ? all
                : Stream.concat(all.stream().limit(MOST), Stream.of(more(all))).toList();
    }

    private Problem more(List<Problem> all) {
        return new Problem(
                all.getFirst().severity(),
                source.location(Position.FILE),
                "",
                "and " + (all.size() - MOST) + " more",
                "correct those above first",
                Optional.empty());
    }
}
