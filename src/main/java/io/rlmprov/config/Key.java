package io.rlmprov.config;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the readers asked of one key, in one pass or several: the JSON Schema is made from it. */
final class Key {
    /** What can stand there. */
    enum Form {
        /** One value. */
        VALUE,
        /** One value that no format restricts. */
        SECRET,
        /** {@code true} or {@code false}. */
        FLAG,
        /** A mapping with known keys. */
        SECTION,
        /** A list of mappings. */
        SECTIONS,
        /** A list of values. */
        VALUES,
        /** A mapping whose keys the user chooses. */
        FREE
    }

    private final SortedSet<Form> forms = new TreeSet<>();
    private Optional<Shape> shape = Optional.empty();
    private boolean required;
    private boolean optional;

    SortedSet<Form> forms() {
        return forms;
    }

    /** How its value is written; of a list, how each of its values is. */
    Shape shape() {
        return shape.orElse(Shape.TEXT);
    }

    /** Whether it must be there. */
    boolean required() {
        return required;
    }

    void is(Form form) {
        forms.add(form);
    }

    void written(Shape as) {
        shape = Optional.of(as);
    }

    void require() {
        required = true;
    }

    /** Whether a section may be absent although it has keys that must be there. */
    boolean optional() {
        return optional;
    }

    void mayBeAbsent() {
        optional = true;
    }
}
