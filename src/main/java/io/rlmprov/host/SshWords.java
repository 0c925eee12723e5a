package io.rlmprov.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits the rest of a line of ssh_config into words, with the quotes and escapes of OpenSSH 8.7 and later. */
final class SshWords {
    private final String text;
    private int at;

    private SshWords(String text) {
        this.text = text;
    }

    /** The words before a comment; empty if a quote is not closed. */
    static Optional<List<String>> split(String text) {
        return new SshWords(text).words();
    }

    private Optional<List<String>> words() {
        List<String> words = new ArrayList<>();
        while (true) {
            while (at < text.length() && isBlank(text.charAt(at))) {
                at++;
            }
            if (at == text.length() || text.charAt(at) == '#') {
                return Optional.of(List.copyOf(words));
            }
            Optional<String> word = word();
            if (word.isEmpty()) {
                return Optional.empty();
            }
            words.add(word.get());
        }
    }

    /** Quotes may begin and end inside of a word; a backslash escapes quotes, itself, and a blank outside of quotes. */
    private Optional<String> word() {
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length() && isEscapable(text.charAt(at + 1), quote)) {
                word.append(text.charAt(++at));
            } else if (quote == 0 && isBlank(c)) {
                break;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else {
                word.append(c);
            }
        }
        return quote == 0 ? Optional.of(word.toString()) : Optional.empty();
    }

    private static boolean isEscapable(char c, char quote) {
        return c == '"' || c == '\'' || c == '\\' || (c == ' ' && quote == 0);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
