package io.rlmprov.ui;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The field lines beneath one change, in columns: mark, path, values, and why. */
final class FieldLines {
    /** Beyond this a column stays ragged, lest one long value pushes all remarks off the screen. */
    private static final int WIDEST = 48;

    private record Line(String mark, String path, String values, String why) {}

    private final Style style;
    private final String action;
    private final Shown shown;
    private final List<JsonNode> fields = new ArrayList<>();

    FieldLines(Style style, JsonNode change) {
        this.style = style;
        this.action = change.path("action").asText();
        this.shown = new Shown(change.path("kind").asText());
        change.path("fields").forEach(fields::add);
    }

    void appendTo(StringBuilder text) {
        if (action.equals("delete")) {
            return;
        }
        if (action.equals("create") && shown.countsOnly()) {
            long files = fields.stream()
                    .filter(field -> shown.isFile(field.path("path").asText()))
                    .count();
            text.append("      ").append(files).append(files == 1 ? " file\n" : " files\n");
            return;
        }
        List<Line> lines = fields.stream()
                .filter(field -> !action.equals("create")
                        || shown.speaks(field.path("path").asText()))
                .map(this::line)
                .toList();
        int paths = width(lines, Line::path);
        int values = width(lines, Line::values);
        for (Line line : lines) {
            List<String> columns = new ArrayList<>(List.of(padded(line.path(), paths)));
            if (values > 0) {
                columns.add(padded(line.values(), values));
            }
            columns.add(line.why());
            String row = "      " + line.mark() + " " + String.join("  ", columns);
            text.append(row.stripTrailing()).append('\n');
        }
    }

    private static int width(List<Line> lines, Function<Line, String> column) {
        return lines.stream()
                .map(column)
                .mapToInt(String::length)
                .filter(length -> length <= WIDEST)
                .max()
                .orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private Line line(JsonNode field) {
        String path = field.path("path").asText();
        JsonNode before = field.path("before");
        JsonNode after = field.path("after");
        if (before.isNull()) {
            String why = action.equals("create") ? "" : why(field, "missing on the host");
            return new Line(style.green("+"), path, shown.alone(path, after), why);
        }
        if (after.isNull()) {
            return new Line(style.red("-"), path, shown.alone(path, before), why(field, "added on the host"));
        }
        String values =
                field.path("sensitive").asBoolean() ? "(sensitive, differs)" : shown.change(path, before, after);
        return new Line(style.yellow("~"), path, values, why(field, "changed on the host"));
    }

    private String why(JsonNode field, String drift) {
        String origin = switch (field.path("origin").asText()) {
            case "drift" -> drift;
            case "sizing" -> "sizing";
            case "consequence" -> "follows";
            default -> "hub.yaml";
        };
        String replaces = field.path("forcesReplace").asBoolean() ? ", forces replacement" : "";
        return style.dim("(" + origin + replaces + ")");
    }
}
