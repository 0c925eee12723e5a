package io.rlmprov.config;

import java.util.regex.Pattern;

/** Texts of others, made safe to print: a file name or a container label on a host must not command the terminal. */
public final class Printable {
    /**
     * Control characters, with those of C1 that some terminals take for escape sequences, line and paragraph separators, and
     * characters that change the direction of text.
     */
    private static final Pattern COMMANDS =
            Pattern.compile("[\\p{gc=Cc}\\p{gc=Zl}\\p{gc=Zp}\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    private static final Pattern IN_LINES = Pattern.compile("[" + COMMANDS.pattern() + "&&[^\\n\\t]]");

    private Printable() {}

    /** The text in one line, with {@code ?} for each character that is not safe. */
    public static String line(String text) {
        return COMMANDS.matcher(text).replaceAll("?");
    }

    /** The same for a text of several lines. */
    public static String lines(String text) {
        return IN_LINES.matcher(text).replaceAll("?");
    }
}
