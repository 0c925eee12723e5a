package io.rlmprov.config;

import io.rlmprov.config.SecretRef.Part;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Typed access to one mapping. Whatever is wrong is reported and read as if it were absent, so that reading goes on
 * to the next problem. Asking for a key makes it known: there is no other list of keys.
 */
final class Section {
    private final Reading reading;
    private final String path;
    private final Position at;
    private final Map<String, Node.Entry> entries;
    private final boolean refused;
    private final SortedSet<String> asked = new TreeSet<>();

    private Section(Reading reading, String path, Position at, Map<String, Node.Entry> entries, boolean refused) {
        this.reading = reading;
        this.path = path;
        this.at = at;
        this.entries = entries;
        this.refused = refused;
        reading.opened(this);
    }

    /** The whole file. */
    static Section root(Reading reading, Position at, Map<String, Node.Entry> entries) {
        return new Section(reading, "", at, entries, false);
    }

    String path() {
        return path;
    }

    SortedSet<String> asked() {
        return asked;
    }

    Reading reading() {
        return reading;
    }

    /** Whether something stands there, right or wrong. */
    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** Makes a key known that is not read here; whether something stands there. */
    boolean hasKnown(String key) {
        return entry(key).isPresent();
    }

    /** Whether one value stands there, where otherwise a section could. */
    boolean hasValue(String key) {
        return entry(key)
                .filter(entry -> entry.value() instanceof Node.Scalar scalar && !absent(scalar))
                .isPresent();
    }

    /** Whether it is absent, or there but empty. */
    boolean nothing(String key) {
        return Optional.ofNullable(entries.get(key))
                .map(entry -> switch (entry.value()) {
                    case Node.Scalar scalar -> scalar.kind() == Node.Kind.EMPTY;
                    case Node.Sequence list -> list.items().isEmpty();
                    case Node.Mapping mapping -> mapping.entries().isEmpty();
                })
                .orElse(true);
    }

    /** A mapping; without entries if it is absent or empty. */
    Section section(String key) {
        key(key).is(Key.Form.SECTION);
        return entry(key)
                .map(entry -> section(entry.keyAt(), path(key), entry.value()))
                .orElseGet(() -> new Section(reading, path(key), at, Map.of(), false));
    }

    /** A list of mappings; absent is empty. */
    List<Section> sections(String key) {
        key(key).is(Key.Form.SECTIONS);
        List<Section> sections = new ArrayList<>();
        for (Node item : items(key)) {
            sections.add(section(item.at(), path(key) + "[" + sections.size() + "]", item));
        }
        return sections;
    }

    /** A list of values; absent is empty. */
    List<Field> fields(String key) {
        key(key).is(Key.Form.VALUES);
        List<Field> fields = new ArrayList<>();
        List<Node> items = items(key);
        for (int i = 0; i < items.size(); i++) {
            field(path(key) + "[" + i + "]", items.get(i)).ifPresent(fields::add);
        }
        return fields;
    }

    /** The values of a list that are of a format; absent is empty. */
    <T> List<T> values(String key, Format<T> format) {
        return fields(key).stream()
                .flatMap(field -> parse(field, format).stream())
                .toList();
    }

    /** The same, in order and each once. */
    <T extends Comparable<T>> SortedSet<T> set(String key, Format<T> format) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(values(key, format)));
    }

    /** One value, references resolved. */
    Optional<Field> field(String key) {
        key(key).is(Key.Form.VALUE);
        return entry(key).flatMap(entry -> field(path(key), entry.value()));
    }

    /** Text of one line or several, without the space around it. */
    Optional<String> text(String key, int max) {
        key(key).is(Key.Form.VALUE);
        return entry(key)
                .flatMap(entry -> field(path(key), entry.value(), reading.references()::lines))
                .flatMap(field -> parse(field, Formats.text(max)));
    }

    /** One value of a format. */
    <T> Optional<T> value(String key, Format<T> format) {
        key(key).written(format.shape());
        return field(key).flatMap(field -> parse(field, format));
    }

    /** {@code true} or {@code false}; false if it is not there. */
    boolean flag(String key) {
        key(key).is(Key.Form.FLAG);
        return entry(key)
                .flatMap(entry -> scalar(path(key), entry.value()))
                .filter(scalar -> {
                    if (!scalar.text().matches("true|false")) {
                        reading.problems()
                                .error(
                                        scalar.at(),
                                        path(key),
                                        "\"" + scalar.text() + "\" is neither true nor false",
                                        "write one of them");
                    }
                    return scalar.text().equals("true");
                })
                .isPresent();
    }

    /** One value that must be there; {@code placeholder} stands for it after it was reported. */
    <T> T required(String key, Format<T> format, T placeholder, String remedy) {
        require(key);
        // What is missing in something that is no section at all is not worth a second message.
        if (!has(key) && !refused) {
            reading.problems().error(at, path(key), "is missing", remedy);
        }
        return value(key, format).orElse(placeholder);
    }

    /** One path to something that is there. */
    Optional<Path> existing(String key, Sources.Kind kind) {
        return field(key).flatMap(field -> existing(field, kind));
    }

    Optional<Path> existing(Field field, Sources.Kind kind) {
        return parse(field, text -> {
            Path file = reading.references().path(text);
            if (reading.references().sources().kind(file) != kind) {
                String wanted = kind == Sources.Kind.FILE ? "file" : "directory";
                throw new BadValue("is no " + wanted, "looked for " + file + "; paths are relative to hub.yaml");
            }
            return file;
        });
    }

    <T> Optional<T> parse(Field field, Format<T> format) {
        reading.key(field.path()).written(format.shape());
        try {
            return Optional.of(format.parse(field.text()));
        } catch (BadValue e) {
            reading.problems().error(field.at(), field.path(), field.quoted() + " " + e.problem(), e.remedy());
            return Optional.empty();
        }
    }

    /** A value that stays unresolved; what it says is never in a message. */
    Optional<SecretRef> secret(String key) {
        key(key).is(Key.Form.SECRET);
        return entry(key).flatMap(entry -> scalar(path(key), entry.value())).flatMap(scalar -> {
            try {
                String location = reading.source().location(scalar.at());
                List<Part> parts = Template.parse(scalar.text());
                warnOfAbsent(key, scalar, parts);
                return Optional.of(new SecretRef(location, path(key), parts));
            } catch (BadValue _) {
                // Its words may quote the value: who forgets env: has written the secret itself between the braces.
                reading.problems().error(scalar.at(), path(key), "has a ${ that is no reference", Template.KINDS);
                return Optional.empty();
            }
        });
    }

    /** An offline check does not read a secret, and so reports here what plan and apply would miss. */
    private void warnOfAbsent(String key, Node.Scalar scalar, List<Part> parts) {
        if (reading.references().sources().offline()) {
            reading.references()
                    .absent(parts)
                    .forEach(absent ->
                            reading.problems().warning(scalar.at(), path(key), absent.problem(), absent.remedy()));
        }
    }

    /** Whether the value of a key, or of an item of its list, is one that an offline check does not know. */
    boolean isOpen(String key) {
        return reading.isOpen(path(key));
    }

    /** Keys that the user chooses, with their places. */
    Map<String, Node.Entry> freeKeys() {
        reading.asked(path + ".*");
        reading.key(path).is(Key.Form.FREE);
        asked.addAll(entries.keySet());
        return entries;
    }

    /** What nobody asked for. */
    Map<String, Node.Entry> unknown() {
        Map<String, Node.Entry> unknown = new LinkedHashMap<>(entries);
        unknown.keySet().removeAll(asked);
        return unknown;
    }

    /** Says that a key must be there, to who makes the JSON Schema: an error for a missing one is reported elsewhere. */
    void require(String key) {
        key(key).require();
    }

    /** Says, likewise, that a section may be absent although it has keys that must be there. */
    void mayBeAbsent(String key) {
        key(key).mayBeAbsent();
    }

    private Key key(String key) {
        return reading.key(path(key));
    }

    /** Where the section begins. */
    Position at() {
        return at;
    }

    /** Where a key's value stands; of a missing one, where the section begins. */
    Position at(String key) {
        Node.Entry entry = entries.get(key);
        return entry == null ? at : entry.value().at();
    }

    void error(String key, String message, String remedy) {
        reading.problems().error(at(key), path(key), message, remedy);
    }

    void warning(String key, String message, String remedy) {
        // What is not there in the whole file has no line to look at.
        Position place = path.isEmpty() && !has(key) ? Position.FILE : at(key);
        reading.problems().warning(place, path(key), message, remedy);
    }

    private Optional<Node.Entry> entry(String key) {
        asked.add(key);
        reading.asked(path(key));
        return Optional.ofNullable(entries.get(key));
    }

    private Section section(Position place, String name, Node node) {
        return switch (node) {
            case Node.Mapping mapping -> new Section(reading, name, place, mapping.entries(), false);
            case Node.Scalar scalar
            when absent(scalar) -> new Section(reading, name, place, Map.of(), scalar.kind() == Node.Kind.REFUSED);
            case Node.Scalar _, Node.Sequence _ -> {
                reading.problems()
                        .error(node.at(), name, "must be a mapping", "write key: value in lines of their own");
                yield new Section(reading, name, place, Map.of(), true);
            }
        };
    }

    private List<Node> items(String key) {
        return entry(key)
                .map(Node.Entry::value)
                .map(node -> switch (node) {
                    case Node.Sequence list -> list.items();
                    case Node.Scalar scalar when absent(scalar) -> List.<Node>of();
                    case Node.Scalar _, Node.Mapping _ -> {
                        error(key, "must be a list", "begin each item with \"- \"");
                        yield List.<Node>of();
                    }
                })
                .orElse(List.of());
    }

    private Optional<Field> field(String name, Node node) {
        return field(name, node, reading.references()::resolve);
    }

    private Optional<Field> field(String name, Node node, Resolution resolution) {
        return scalar(name, node).flatMap(scalar -> {
            if (scalar.kind() == Node.Kind.BOOLEAN) {
                String quoted = "write \"" + scalar.text() + "\" in quotes if it is meant as a word";
                reading.problems().error(scalar.at(), name, scalar.text() + " is true or false to YAML", quoted);
                return Optional.empty();
            }
            try {
                String text = resolution.of(Template.parse(scalar.text()));
                return Optional.of(new Field(scalar.at(), name, text, scalar.text()));
            } catch (LeftOpen open) {
                reading.leaveOpen(name);
                if (open.told()) {
                    reading.problems().warning(scalar.at(), name, open.problem(), open.remedy());
                }
                return Optional.empty();
            } catch (BadValue e) {
                reading.problems().error(scalar.at(), name, e.problem(), e.remedy());
                return Optional.empty();
            }
        });
    }

    private Optional<Node.Scalar> scalar(String name, Node node) {
        if (node instanceof Node.Scalar scalar) {
            if (nothing(scalar)) {
                reading.problems().error(scalar.at(), name, "has no value", "write one, or remove the key");
                return Optional.empty();
            }
            return scalar.kind() == Node.Kind.REFUSED ? Optional.empty() : Optional.of(scalar);
        }
        reading.problems().error(node.at(), name, "must be one value", "write it on one line after the key");
        return Optional.empty();
    }

    /** A section that has lost all its lines is no mistake. */
    private static boolean absent(Node.Scalar scalar) {
        return scalar.kind() == Node.Kind.EMPTY || scalar.kind() == Node.Kind.REFUSED;
    }

    /** Also {@code ""}: no key of hub.yaml means something when it is empty. */
    private static boolean nothing(Node.Scalar scalar) {
        return switch (scalar.kind()) {
            case EMPTY -> true;
            case TEXT -> scalar.text().isEmpty();
            case BOOLEAN, REFUSED -> false;
        };
    }

    private interface Resolution {
        String of(List<Part> parts) throws BadValue;
    }

    private String path(String key) {
        return TreeBuilder.join(path, key);
    }
}
