package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of ssh_config files in order, each with the {@code Host} and {@code Match} blocks that it stands in. Every line
 * is checked, as ssh does it.
 *
 * <p>Pure: {@code Include} is resolved by the caller. {@link SshConfigReader} answers what applies to a host.
 */
record SshConfig(List<Line> lines) {
    static final int MAX_INCLUDES = 16;

    private static final Pattern LINE = Pattern.compile("[ \t]*([^ \t=]+)(?:[ \t]+=?|=|$)[ \t]*(.*)");
    /** Keywords whose value is the rest of the line as it is written. */
    private static final Set<String> COMMANDS =
            Set.of("proxycommand", "localcommand", "remotecommand", "knownhostscommand");
    /** Keywords whose values ssh splits in another way in each of its versions. */
    private static final Set<String> PLAIN = Set.of("match", "proxyjump");

    private static final Pattern NOT_PLAIN = Pattern.compile(".*[\"'\\\\#].*");

    /** A {@code Host} or {@code Match} line. Two blocks are never the same one, even if one file is included twice. */
    static final class Block {
        private final Line line;

        private Block(Line line) {
            this.line = line;
        }

        /** The line that begins it. */
        Line line() {
            return line;
        }
    }

    /**
     * One directive.
     *
     * @param blocks all must apply; more than one where a file is included inside a block
     * @param keyword in lower case
     * @param words of the value, unquoted
     * @param where {@code file:line}
     */
    record Line(List<Block> blocks, String keyword, List<String> words, String where) {
        String word() {
            return words.getFirst();
        }

        /** The error for a line that the own reader does not understand as ssh does. */
        RlmprovException refused(String why) {
            return SshConfig.refused(where, keyword + " " + String.join(" ", words) + ": " + why);
        }
    }

    /** Reads the files that an {@code Include} names: a glob, relative to the including file's base. */
    @FunctionalInterface
    interface Includes {
        List<Source> read(String glob, String where);
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

    private static void read(Source source, Includes includes, List<Block> outer, int depth, List<Line> lines) {
        List<Block> blocks = outer;
        int number = 0;
        for (String text : source.text().split("\n", -1)) {
            number++;
            Optional<Line> parsed = line(blocks, text, source.name() + ":" + number, lines);
            if (parsed.isEmpty()) {
                continue;
            }
            Line line = parsed.get();
            switch (line.keyword()) {
                case "host", "match" -> {
                    List<Block> inner = new ArrayList<>(outer);
                    inner.add(new Block(line));
                    blocks = List.copyOf(inner);
                    // A line of its own, since a Match is evaluated with what the lines above it have set.
                    lines.add(new Line(blocks, line.keyword(), line.words(), line.where()));
                }
                case "include" -> include(line, includes, depth, lines);
                default -> lines.add(line);
            }
        }
    }

    private static void include(Line line, Includes includes, int depth, List<Line> lines) {
        if (depth == MAX_INCLUDES) {
            throw new RlmprovException(
                    line.where() + ": Include is nested too deeply",
                    "Remove the Include of a file that includes itself.");
        }
        for (String glob : line.words()) {
            for (Source included : includes.read(glob, line.where())) {
                read(included, includes, line.blocks(), depth + 1, lines);
            }
        }
    }

    private static Optional<Line> line(List<Block> blocks, String raw, String where, List<Line> above) {
        String text = raw.replaceAll("[ \t\r\f]+$", "");
        Matcher line = LINE.matcher(text);
        if (!line.matches() || line.group(1).startsWith("#")) {
            if (text.isBlank() || text.strip().startsWith("#")) {
                return Optional.empty();
            }
            throw refused(where, "the line is not a keyword and its value");
        }
        String keyword = line.group(1).toLowerCase(Locale.ROOT);
        String rest = line.group(2);
        List<String> words = SshWords.split(rest).orElseThrow(() -> refused(where, "a quote is not closed"));
        if (rest.isEmpty()) {
            throw refused(where, keyword + " has no value");
        }
        Optional<SshKeywords.Shape> shape = SshKeywords.shape(keyword);
        if (shape.isEmpty()) {
            if (isIgnored(keyword, above)) {
                return Optional.empty();
            }
            throw refused(where, "rlmprov does not know the keyword " + line.group(1));
        }
        if (PLAIN.contains(keyword) && NOT_PLAIN.matcher(rest).matches()) {
            throw refused(where, keyword + " has quotes, backslashes or a comment");
        }
        if (COMMANDS.contains(keyword)) {
            words = List.of(rest.replaceFirst("^[ \t=]+", ""));
        }
        if (!shape.get().matches(words)) {
            throw refused(where, keyword + " does not take the value " + rest);
        }
        return Optional.of(new Line(blocks, keyword, words, where));
    }

    /** IgnoreUnknown counts below its own line. That it stands in a block which may not apply is left to ssh. */
    private static boolean isIgnored(String keyword, List<Line> above) {
        return above.stream()
                .filter(line ->
                        line.keyword().equals("ignoreunknown") && line.blocks().isEmpty())
                .findFirst()
                .filter(line -> HostPattern.anyOf(List.of(line.word().split(",", -1)), keyword))
                .isPresent();
    }

    private static RlmprovException refused(String where, String why) {
        return new RlmprovException(
                where + ": " + why,
                "Without an ssh on PATH, rlmprov reads ssh_config itself and takes no line that it may misread."
                        + " Install OpenSSH's client, or change the line, or write address, user, port and identity"
                        + " in hub.yaml.");
    }
}
