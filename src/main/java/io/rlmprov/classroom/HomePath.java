package io.rlmprov.classroom;

import io.rlmprov.config.Printable;
import io.rlmprov.config.RlmprovException;
import java.util.List;

/**
 * The path of a file or folder in users' homes.
 *
 * @param text relative, with slashes, as {@code week2/sheet.ipynb}
 */
public record HomePath(String text) {
    private static final int DEEPEST = 16;

    /**
     * The path that somebody wrote; a slash at its end and {@code ./} at its beginning mean nothing.
     *
     * @throws RlmprovException if it is none within a home
     */
    public static HomePath of(String written) {
        String text = written.replaceFirst("^(\\./+)+", "").replaceFirst("/+$", "");
        List<String> parts = List.of(text.split("/", -1));
        boolean bad = text.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '\\')
                || parts.size() > DEEPEST
                || parts.stream().anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
        if (bad) {
            throw new RlmprovException(
                    "\"" + Printable.line(written) + "\" is no path in a user's home.",
                    "Write it relative to the home, as JupyterLab's file browser shows it: week2/sheet.ipynb.");
        }
        return new HomePath(text);
    }
}
