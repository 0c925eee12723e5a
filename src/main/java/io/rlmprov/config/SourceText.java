package io.rlmprov.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of hub.yaml, to show the one that is meant. A line under {@code keys} or {@code auth} is cut after its key: it
 * may hold a secret, and error messages end up in logs. Of all others {@link Redaction} hides what looks like one. Works on
 * text alone, because a file with a syntax error has no tree yet.
 */
final class SourceText {
    private static final Pattern MAY_HOLD_SECRETS = Pattern.compile("\\b(keys|auth)\\b|^\\{");
    private static final Pattern TOP_LEVEL = Pattern.compile("[\"']?[\\w.-]+[\"']?\\s*:(\\s|$)|\\{");
    private static final Pattern KEY = Pattern.compile("\\s*(?:- )?[\"']?([\\w.-]+)[\"']?\\s*:(?=\\s|$)");

    /** Characters of a line that is shown. */
    private static final int WIDEST = 160;

    private final String name;
    private final String text;
    private final List<String> lines;

    SourceText(String name, String text) {
        this.name = name;
        this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
        this.lines = this.text.lines().toList();
    }

    String text() {
        return text;
    }

    /** {@code hub.yaml:12:7}. */
    String location(Position at) {
        return at.equals(Position.FILE) ? name : name + ":" + at.line() + ":" + at.column();
    }

    boolean indentedWithTab(Position at) {
        String line = line(at);
        return line.substring(0, line.length() - line.stripLeading().length()).contains("\t");
    }

    /** The line, and a caret under the column; empty where there is no such line or nothing of it may be shown. */
    Optional<String> excerpt(Position at) {
        String shown = line(at);
        if (shown.isBlank()) {
            return Optional.empty();
        }
        // A caret under column 1 needs no value; a broken line of keys may have come to stand there.
        boolean cut = at.column() == 1 || mayHoldSecret(at.line() - 1);
        if (cut) {
            Matcher key = KEY.matcher(shown);
            shown = key.lookingAt()
                    ? key.group() + (key.end() < shown.stripTrailing().length() ? " ***" : "")
                    : "";
        }
        String safe = !cut && isInSecret(at.line() - 1) ? "" : Redaction.line(shown);
        if (safe.isBlank()) {
            return Optional.empty();
        }
        boolean caret = at.column() <= Math.min(shown.length(), safe.length()) + 1
                && safe.startsWith(shown.substring(0, at.column() - 1));
        String number = String.format(Locale.ROOT, "%5d | ", at.line());
        // Of a long line, the part with the place.
        int from = caret && at.column() > WIDEST ? at.column() - WIDEST / 2 : 0;
        String part = safe.substring(from, Math.min(safe.length(), from + WIDEST));
        String excerpt = number + printable(part).stripTrailing();
        if (!caret) {
            return Optional.of(excerpt);
        }
        return Optional.of(
                excerpt + "\n" + " ".repeat(number.length() - 2) + "| " + " ".repeat(at.column() - 1 - from) + "^");
    }

    /** One column for each character, and nothing that commands a terminal. */
    static String printable(String text) {
        return Printable.line(text.replace('\t', ' '));
    }

    /** Whether the line belongs to the value of a key above it that is called like a secret. */
    private boolean isInSecret(int index) {
        int indent = indent(lines.get(index));
        for (int i = index - 1; i >= 0 && indent > 0; i--) {
            String above = lines.get(i);
            if (!above.isBlank() && indent(above) < indent) {
                indent = indent(above);
                Matcher key = KEY.matcher(above);
                if (key.lookingAt() && Redaction.names(key.group(1))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    private String line(Position at) {
        return at.line() >= 1 && at.line() <= lines.size() ? lines.get(at.line() - 1) : "";
    }

    private boolean mayHoldSecret(int index) {
        if (MAY_HOLD_SECRETS.matcher(lines.get(index)).find()) {
            return true;
        }
        for (int i = index; i >= 0; i--) {
            if (TOP_LEVEL.matcher(lines.get(i)).lookingAt()) {
                return MAY_HOLD_SECRETS.matcher(lines.get(i)).find();
            }
        }
        return false;
    }
}
