package io.rlmprov.ui;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A plan for people, rendered from its JSON form and from nothing else. */
public final class PlanText {
    private static final int WIDEST = 90;

    private final Style style;

    /** In this style. */
    public PlanText(Style style) {
        this.style = style;
    }

    /** The whole plan; every line ends with a line feed. */
    public String render(JsonNode plan) {
        StringBuilder text = new StringBuilder();
        boolean destroys = plan.path("action").asText().equals("destroy");
        boolean changes = false;
        for (JsonNode change : plan.path("changes")) {
            changes |= !change.path("action").asText().equals("keep");
        }
        String what =
                "hub " + plan.path("hub").asText() + " on " + plan.path("host").asText();
        if (changes) {
            String verb = destroys ? "take down" : "change";
            text.append(style.bold("rlmprov will " + verb + " " + what + ":")).append("\n\n");
            plan.path("changes").forEach(change -> change(text, change));
            text.append('\n');
        }
        section(text, "Sizing", plan.path("sizing"), sized(plan));
        section(text, "Notes", plan.path("notes"), true);
        text.append(changes ? summary(plan.path("summary"), destroys) : nothing(what, destroys))
                .append('\n');
        return text.toString();
    }

    /** The arithmetic is of interest only where a figure of it changes. */
    private static boolean sized(JsonNode plan) {
        return plan.findValues("origin").stream()
                .anyMatch(origin -> origin.asText().equals("sizing"));
    }

    private String nothing(String what, boolean destroys) {
        return style.green(
                destroys
                        ? "Nothing to take down: there is no " + what + "."
                        : "No changes. The " + what + " is as hub.yaml says.");
    }

    private void section(StringBuilder text, String title, JsonNode lines, boolean shown) {
        if (shown && !lines.isEmpty()) {
            text.append(style.bold(title)).append('\n');
            lines.forEach(line -> text.append("  ").append(line.asText()).append('\n'));
            text.append('\n');
        }
    }

    private void change(StringBuilder text, JsonNode change) {
        String address =
                change.path("kind").asText() + "/" + change.path("name").asText();
        text.append(mark(change.path("action").asText())).append(' ').append(style.bold(address));
        List<String> remarks = new ArrayList<>();
        if (change.has("reason")) {
            remarks.add(change.path("reason").asText());
        }
        // What is made for the first time needs no cause.
        if (!change.path("causes").isEmpty() && !change.path("action").asText().equals("create")) {
            List<String> causes = new ArrayList<>();
            change.path("causes").forEach(cause -> causes.add(cause.asText()));
            remarks.add("follows from " + String.join(", ", causes));
        }
        if (change.has("impact")) {
            remarks.add(change.path("impact").asText());
        }
        // Each on a line of its own where one line would be too long to read.
        int length =
                address.length() + remarks.stream().mapToInt(String::length).sum();
        List<String> lines = length > WIDEST ? remarks : List.of(String.join("; ", remarks));
        for (String line : remarks.isEmpty() ? remarks : lines) {
            text.append(line.equals(lines.getFirst()) ? "  " : "\n      ").append(style.dim("# " + line));
        }
        text.append('\n');
        new FieldLines(style, change).appendTo(text);
    }

    private String mark(String action) {
        return switch (action) {
            case "create" -> style.green("  +");
            case "update" -> style.yellow("  ~");
            case "replace" -> style.yellow("-/+");
            case "delete" -> style.red("  -");
            case "adopt" -> style.cyan("  =");
            default -> "   ";
        };
    }

    private String summary(JsonNode counts, boolean destroys) {
        List<String> parts = new ArrayList<>();
        part(parts, counts, "create", "to create");
        part(parts, counts, "update", "to change");
        part(parts, counts, "replace", "to replace");
        part(parts, counts, "delete", "to destroy");
        part(parts, counts, "adopt", "to adopt");
        if (destroys) {
            part(parts, counts, "keep", "kept");
        }
        return style.bold("Plan: ") + String.join(", ", parts) + ".";
    }

    private static void part(List<String> parts, JsonNode counts, String action, String words) {
        if (counts.path(action).asInt() > 0) {
            parts.add(counts.path(action).asInt() + " " + words);
        }
    }
}
