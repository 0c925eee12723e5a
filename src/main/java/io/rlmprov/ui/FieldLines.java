package io.rlmprov.ui;

import com.fasterxml.jackson.databind.JsonNode;
import io.rlmprov.config.Printable;
import io.rlmprov.model.PlanDocument.ChangeDocument;
import io.rlmprov.model.PlanDocument.FieldDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The field lines beneath one change, in columns: mark, path, values, and why. */
record FieldLines(Style style, ChangeDocument change) {
    /** Beyond this a column stays ragged, lest one long value pushes all remarks off the screen. */
    private static final int WIDEST = 48;

    /** Of more new files than these, the names say nothing that their number does not. */
    private static final int FILES = 1;

    /** What is told of a new thing in other words, if at all. */
    private static final Set<String> UNSAID = Set.of("inputs", "composed");

    private record Line(String mark, String path, String values, String why) {}

    void appendTo(StringBuilder text) {
        if (change.action().equals("delete")) {
            return;
        }
        boolean creates = change.action().equals("create");
        long files = change.fields().stream()
                .filter(field -> field.unit().equals("file"))
                .count();
        if (creates && files > 0) {
            text.append("      ").append(files).append(files <= FILES ? " file\n" : " files\n");
            return;
        }
        List<Line> lines = change.fields().stream()
                .filter(field -> !creates || !UNSAID.contains(field.unit()))
                .map(this::line)
                .toList();
        int paths = width(lines, Line::path);
        int values = width(lines, Line::values);
        boolean valued = lines.stream().anyMatch(line -> !line.values().isEmpty());
        for (Line line : lines) {
            List<String> columns = new ArrayList<>(List.of(padded(line.path(), paths)));
            if (valued) {
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

    private Line line(FieldDocument field) {
        JsonNode before = field.before();
        JsonNode after = field.after();
        // What is adopted or kept is shown as it happened on the host; everything else as apply will correct it.
        boolean happened = change.action().equals("adopt") || change.action().equals("keep");
        String missing = "missing on the host";
        String added = "added on the host";
        if (before == null || before.isNull()) {
            String why = change.action().equals("create") ? "" : why(field, happened ? added : missing);
            return line(style.green("+"), field, after == null ? "" : Shown.alone(field, after), why);
        }
        if (after == null || after.isNull()) {
            return line(style.red("-"), field, Shown.alone(field, before), why(field, happened ? missing : added));
        }
        String values = field.sensitive() ? "(sensitive, differs)" : Shown.change(field, before, after);
        return line(style.yellow("~"), field, values, why(field, "changed on the host"));
    }

    private static Line line(String mark, FieldDocument field, String values, String why) {
        return new Line(mark, Printable.line(field.path()), Printable.line(values), why);
    }

    private String why(FieldDocument field, String drift) {
        String origin = switch (field.origin()) {
            case "drift" -> drift;
            case "sizing" -> "sizing";
            case "consequence" -> "follows";
            case "upgrade" -> "new version";
            default -> "hub.yaml";
        };
        String replaces = field.forcesReplace() ? ", forces replacement" : "";
        return style.dim("(" + origin + replaces + ")");
    }
}
