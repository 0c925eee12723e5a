package io.rlmprov.ui;

/**
 * Colours of a terminal, or none: the text is the same without them.
 *
 * @param coloured whether escape sequences are written (ECMA-48 SGR)
 */
public record Style(boolean coloured) {
    /** Text without any escape sequence. */
    public static final Style PLAIN = new Style(false);

    /** Of something that went well. */
    public String done(String text) {
        return bold(green(text));
    }

    /** Of something that went wrong. */
    public String error(String text) {
        return bold(red(text));
    }

    String green(String text) {
        return paint("32", text);
    }

    String yellow(String text) {
        return paint("33", text);
    }

    String red(String text) {
        return paint("31", text);
    }

    String cyan(String text) {
        return paint("36", text);
    }

    String bold(String text) {
        return paint("1", text);
    }

    String dim(String text) {
        return paint("2", text);
    }

    private String paint(String code, String text) {
        return coloured ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
