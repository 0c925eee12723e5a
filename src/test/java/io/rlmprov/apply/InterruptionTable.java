package io.rlmprov.apply;

import io.rlmprov.apply.Interruption.Point;
import io.rlmprov.apply.Interruption.Story;
import io.rlmprov.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of docs/INTERRUPTIONS.md, made from what the tests have seen. */
final class InterruptionTable {
    static final Path PAGE = Path.of("docs/INTERRUPTIONS.md");
    private static final String MARK = "<!-- The rest is made by InterruptionsTest -->\n";

    /** For each row, as {@code change/write-files}, the sizes of the next plans: way by way, point by point. */
    private final Map<String, List<String>> rows = new LinkedHashMap<>();

    /** What an operator sees after this interruption; told row by row, and in the order of ways and points. */
    void add(Story story, String operation, Point point, Plan next) {
        List<String> cells = rows.computeIfAbsent(row(story, operation), _ -> new ArrayList<>());
        String size = next.isEmpty() ? "–" : String.valueOf(next.operations().size());
        if (point == Point.BEFORE) {
            cells.add(size);
        } else {
            cells.set(cells.size() - 1, cells.getLast() + " · " + size);
        }
    }

    /** Begins the row of an operation. */
    static String row(Story story, String operation) {
        return switch (story) {
            case FIRST -> "first apply: `" + operation + "`";
            case CHANGE -> "change: `" + operation + "`";
            case HTTPS -> "to https: `" + operation + "`";
        };
    }

    String markdown() {
        StringBuilder text = new StringBuilder("\n| way | what it does |\n|---|---|\n");
        for (Way way : Way.values()) {
            text.append("| ").append(way.text).append(" | ").append(way.effect).append(" |\n");
        }
        text.append("\n| operation |");
        for (Way way : Way.values()) {
            text.append(' ').append(way.text).append(" |");
        }
        text.append("\n|---|").append("---|".repeat(Way.values().length)).append('\n');
        rows.forEach((row, cells) -> text.append("| ")
                .append(row)
                .append(" | ")
                .append(String.join(" | ", cells))
                .append(" |\n"));
        return text.toString();
    }

    /** What the page has behind its mark. */
    static String onPage() throws IOException {
        return Files.readString(PAGE).split(MARK, 2)[1];
    }

    void write() throws IOException {
        Files.writeString(PAGE, Files.readString(PAGE).split(MARK, 2)[0] + MARK + markdown());
    }
}
