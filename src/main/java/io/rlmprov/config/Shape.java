package io.rlmprov.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the values of a format are written, as far as a JSON Schema can say it.
 *
 * @param words values that are written just so; with a pattern or a range, they are further values
 * @param pattern a regular expression for the whole text, in the syntax that Java and ECMA-262 share; empty for any text
 * @param range the bounds of a number; empty for a format that is no number
 */
record Shape(List<String> words, Optional<String> pattern, Optional<Range> range) {
    /** Any text. */
    static final Shape TEXT = new Shape(List.of(), Optional.empty(), Optional.empty());

    /** What Java has and ECMA-262 has not, or reads otherwise. */
    private static final Pattern JAVA_ONLY = Pattern.compile("&&|\\\\[pPhHRXAZzGQE]|\\(\\?[^:=!]|[*+?}]\\+");

    /** The bounds of a number, both included. */
    record Range(double min, double max, boolean whole) {}

    /** Texts of this pattern; any text if only Java understands the pattern. */
    static Shape matching(String pattern) {
        return new Shape(
                List.of(),
                Optional.of(pattern).filter(it -> !JAVA_ONLY.matcher(it).find()),
                Optional.empty());
    }

    /** A number within these bounds. */
    static Shape number(double min, double max, boolean whole) {
        String pattern = whole ? "-?[0-9]{1,18}" : "[0-9]{1,9}(\\.[0-9]{1,9})?";
        return new Shape(List.of(), Optional.of(pattern), Optional.of(new Range(min, max, whole)));
    }

    /** One of these words. */
    static Shape oneOf(List<String> words) {
        return new Shape(words, Optional.empty(), Optional.empty());
    }

    /** The same, and this word. */
    Shape or(String word) {
        return new Shape(List.of(word), pattern, range);
    }
}
