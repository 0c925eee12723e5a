package io.rlmprov.ui;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The field lines beneath one change, in columns. */
final class FieldLines {
    /** A new folder lists its files up to this many; a longer list says nothing that its count does not. */
    private static final int FEW = 4;

    private final Style style;
    private final String action;
    private final String kind;
    private final List<JsonNode> fields = new ArrayList<>();

    FieldLines(Style style, JsonNode change) {
        this.style = style;
        this.action = change.path("action").asText();
        this.kind = change.path("kind").asText();
        change.path("fields").forEach(fields::add);
    }

    void appendTo(StringBuilder text) {
        if (action.equals("delete")) {
            return;
        }
        boolean folder = kind.equals("directory") || kind.equals("trust");
        if (action.equals("create") && folder && fields.size() > FEW) {
            text.append("        ").append(fields.size()).append(" files\n");
            return;
        }
        int width = fields.stream()
                .mapToInt(field -> field.path("path").asText().length())
                .max()
                .orElse(0);
        for (JsonNode field : fields) {
            text.append("      ").append(line(field, width).stripTrailing()).append('\n');
        }
    }

    private String line(JsonNode field, int width) {
        String path = field.path("path").asText();
        String before = shown(path, field.path("before"));
        String after = shown(path, field.path("after"));
        String padded = path + " ".repeat(width - path.length());
        if (field.path("before").isNull()) {
            return style.green("+ ") + padded + "  " + after + (action.equals("create") ? "" : why(field));
        }
        if (field.path("after").isNull()) {
            return style.red("- ") + padded + "  " + before + why(field);
        }
        String values = field.path("sensitive").asBoolean() ? "(sensitive, differs)" : before + " -> " + after;
        return style.yellow("~ ") + padded + "  " + values + why(field);
    }

    private String why(JsonNode field) {
        String origin = switch (field.path("origin").asText()) {
            case "drift" -> "changed on the host";
            case "sizing" -> "sizing";
            case "consequence" -> "follows";
            default -> "hub.yaml";
        };
        String replaces = field.path("forcesReplace").asBoolean() ? ", forces replacement" : "";
        return "  " + style.dim("(" + origin + replaces + ")");
    }

    private static String shown(String path, JsonNode value) {
        if (path.equals("memory") || path.endsWith(".memory")) {
            return bytes(value.asText());
        }
        return value.asText();
    }

    private static String bytes(String text) {
        long bytes;
        try {
            bytes = Long.parseLong(text);
        } catch (NumberFormatException e) {
            return text;
        }
        if (bytes == 0) {
            return "no limit";
        }
        double mebibytes = bytes / 1048576.0;
        return mebibytes == Math.rint(mebibytes)
                ? Math.round(mebibytes) + "M"
                : String.format(Locale.ROOT, "%.1fM", mebibytes);
    }
}
