package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The lines of ssh_config files in order, each with the {@code Host} and {@code Match} conditions that it stands under.
 *
 * <p>Pure: {@code Include} is resolved by the caller. {@link SshConfigLookup} answers what applies to a host.
 */
record SshConfig(List<Line> lines) {
    static final int MAX_INCLUDES = 16;

    /** {@code Host a b !c} or {@code Match host a user b}: when the lines below it apply. */
    sealed interface Condition {
        record Host(List<String> patterns) implements Condition {}

        record Match(List<String> criteria, String where) implements Condition {}
    }

    /**
     * One directive.
     *
     * @param conditions all must hold; more than one where a file is included inside a block
     * @param keyword in lower case
     * @param where {@code file:line}
     */
    record Line(List<Condition> conditions, String keyword, List<String> words, String where) {
        String word() {
            return words.getFirst();
        }
    }

    /** Reads the files that an {@code Include} names: a glob, relative to the including file's base. */
    @FunctionalInterface
    interface Includes {
        List<Source> read(String glob);
    }

    /** A file: its name for messages and its text. */
    record Source(String name, String text) {}

    static SshConfig empty() {
        return new SshConfig(List.of());
    }

    /** The lines of this file followed by those of another one, which they override. */
    SshConfig then(SshConfig other) {
        List<Line> all = new ArrayList<>(lines);
        all.addAll(other.lines);
        return new SshConfig(List.copyOf(all));
    }

    static SshConfig parse(Source source, Includes includes) {
        List<Line> lines = new ArrayList<>();
        read(source, includes, List.of(), 0, lines);
        return new SshConfig(List.copyOf(lines));
    }

    private static void read(Source source, Includes includes, List<Condition> outer, int depth, List<Line> lines) {
        List<Condition> conditions = outer;
        int number = 0;
        for (String text : source.text().lines().toList()) {
            number++;
            String where = source.name() + ":" + number;
            List<String> words = words(text, where);
            if (words.isEmpty()) {
                continue;
            }
            String keyword = words.getFirst().toLowerCase(Locale.ROOT);
            List<String> rest = words.subList(1, words.size());
            if (rest.isEmpty()) {
                throw new RlmprovException(where + ": " + words.getFirst() + " has no value", "Mend this line.");
            }
            switch (keyword) {
                case "host" -> conditions = with(outer, new Condition.Host(rest));
                case "match" -> conditions = with(outer, new Condition.Match(rest, where));
                case "include" -> include(rest, where, includes, conditions, depth, lines);
                default -> lines.add(new Line(conditions, keyword, rest, where));
            }
        }
    }

    private static void include(
            List<String> globs,
            String where,
            Includes includes,
            List<Condition> conditions,
            int depth,
            List<Line> lines) {
        if (depth == MAX_INCLUDES) {
            throw new RlmprovException(
                    where + ": Include is nested too deeply", "Look for a file that includes itself.");
        }
        for (String glob : globs) {
            for (Source included : includes.read(glob)) {
                read(included, includes, conditions, depth + 1, lines);
            }
        }
    }

    private static List<Condition> with(List<Condition> outer, Condition inner) {
        List<Condition> both = new ArrayList<>(outer);
        both.add(inner);
        return List.copyOf(both);
    }

    /** {@code Keyword value "quoted value"} or {@code Keyword=value}; a {@code #} starts a comment. */
    static List<String> words(String line, String where) {
        List<String> words = new ArrayList<>();
        int i = 0;
        while (i < line.length()) {
            char c = line.charAt(i);
            boolean separator = Character.isWhitespace(c) || (c == '=' && words.size() == 1);
            if (separator) {
                i++;
            } else if (c == '#') {
                break;
            } else if (c == '"') {
                int end = line.indexOf('"', i + 1);
                if (end < 0) {
                    throw new RlmprovException(where + ": a quote is not closed", "Add the missing \".");
                }
                words.add(line.substring(i + 1, end));
                i = end + 1;
            } else {
                int end = i;
                while (end < line.length()
                        && !Character.isWhitespace(line.charAt(end))
                        && !endsKeyword(line, end, words)) {
                    end++;
                }
                words.add(line.substring(i, end));
                i = end;
            }
        }
        return words;
    }

    private static boolean endsKeyword(String line, int at, List<String> words) {
        return words.isEmpty() && line.charAt(at) == '=';
    }
}
