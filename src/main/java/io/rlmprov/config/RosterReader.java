package io.rlmprov.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The file of {@code users.roster}: one user name a line; empty lines and lines that begin with {@code #} are left out.
 *
 * <p>A line that cannot be a name is a warning, and the other lines count: one typing error in a list of a hundred must not
 * keep a class waiting.
 */
final class RosterReader {
    private static final String KEY = "roster";
    private static final int MOST_WARNINGS = 10;

    private final Section users;
    private final Format<String> names;
    private final NavigableSet<String> roster = new TreeSet<>();
    private final List<String> bad = new ArrayList<>();

    private RosterReader(Section users, Format<String> names) {
        this.users = users;
        this.names = names;
    }

    /** The names in the file; absent without the key, or if the file was refused. */
    static Optional<SortedSet<String>> read(Section users, Format<String> names) {
        return users.existing(KEY, Sources.Kind.FILE).flatMap(new RosterReader(users, names)::read);
    }

    private Optional<SortedSet<String>> read(Path file) {
        List<String> lines;
        try {
            lines = text(file).lines().map(String::strip).toList();
        } catch (CharacterCodingException e) {
            users.error(KEY, file + " is not UTF-8 text", "save it as plain text in UTF-8");
            return Optional.empty();
        } catch (IOException e) {
            users.error(KEY, file + " cannot be read" + Sources.reason(e), "check its content and who may read it");
            return Optional.empty();
        }
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isEmpty() && !lines.get(i).startsWith("#")) {
                add(file.getFileName() + ":" + (i + 1), lines.get(i));
            }
        }
        if (roster.isEmpty()) {
            String first = bad.isEmpty() ? "" : " (" + bad.getFirst() + ")";
            users.error(KEY, file + " has no user name, so that nobody could log in" + first, "write one name a line");
            return Optional.empty();
        }
        bad.stream().limit(MOST_WARNINGS).forEach(line -> users.warning(KEY, line, "the other lines count"));
        if (bad.size() > MOST_WARNINGS) {
            users.warning(
                    KEY,
                    (bad.size() - MOST_WARNINGS) + " more lines of " + file.getFileName() + " are no user names",
                    "the other lines count");
        }
        return Optional.of(Collections.unmodifiableSortedSet(roster));
    }

    private void add(String place, String line) {
        try {
            // The hub compares names in small letters.
            boolean ascii = line.chars().allMatch(c -> c < 128);
            roster.add(names.parse(ascii ? line.toLowerCase(Locale.ROOT) : line));
        } catch (BadValue e) {
            String shown = line.length() > 40 ? line.substring(0, 40) + "..." : line;
            bad.add(place + ": \"" + shown + "\" " + e.problem() + " and is left out");
        }
    }

    private String text(Path file) throws IOException {
        byte[] bytes = users.reading().references().sources().bytes(file);
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
