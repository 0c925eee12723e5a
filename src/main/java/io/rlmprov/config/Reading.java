package io.rlmprov.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** One pass over one hub.yaml: what is wrong, where references lead, and which keys there are. */
final class Reading {
    private final SourceText source;
    private final Problems problems;
    private final References references;
    private final SortedSet<String> known = new TreeSet<>();
    private final SortedMap<String, Key> keys = new TreeMap<>();
    private final Set<String> open = new HashSet<>();
    private final List<Section> sections = new ArrayList<>();

    Reading(SourceText source, References references) {
        this.source = source;
        this.problems = new Problems(source);
        this.references = references;
    }

    SourceText source() {
        return source;
    }

    Problems problems() {
        return problems;
    }

    References references() {
        return references;
    }

    /** Every key that was asked for, as {@code server.memory} and {@code hosts[].port}: the list of keys there are. */
    SortedSet<String> known() {
        return known;
    }

    void opened(Section section) {
        sections.add(section);
    }

    /** An offline check does not know the value at this path. */
    void leaveOpen(String path) {
        open.add(path.replaceAll("\\[\\d+]$", ""));
    }

    /** Whether the value at this path, or one of its items, is not known: what follows from it is not an error. */
    boolean isOpen(String path) {
        return open.contains(path);
    }

    void asked(String path) {
        known.add(path.replaceAll("\\[\\d+]", "[]"));
    }

    /** What was asked of a key: for each of {@link #known()} that was read. */
    Key key(String path) {
        return keys.computeIfAbsent(path.replaceAll("\\[\\d+]", "[]"), _ -> new Key());
    }

    /** All that was asked, by path. */
    SortedMap<String, Key> keys() {
        return keys;
    }

    /** At the very end, when all keys are known: a key in the wrong section is told where it belongs. */
    void reportUnknownKeys() {
        sections.forEach(section -> section.unknown()
                .forEach((key, entry) -> problems.error(
                        entry.keyAt(), TreeBuilder.join(section.path(), key), "unknown key", remedy(section, key))));
    }

    private String remedy(Section section, String key) {
        Optional<String> near = DidYouMean.nearest(key, section.asked());
        Optional<String> elsewhere =
                known.stream().filter(path -> path.endsWith("." + key)).findFirst();
        Optional<String> variable = Optional.of("keys." + key).filter(path -> key.matches("[A-Z][A-Z0-9_]+"));
        return near.or(() -> elsewhere)
                .or(() -> variable)
                .map(word -> "did you mean " + word + "?")
                .orElseGet(() -> "known here: " + String.join(", ", section.asked()));
    }
}
