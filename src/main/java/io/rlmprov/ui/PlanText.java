package io.rlmprov.ui;

import io.rlmprov.config.Printable;
import io.rlmprov.model.PlanDocument;
import io.rlmprov.model.PlanDocument.ChangeDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A plan for people, rendered from its document and from nothing else. */
public final class PlanText {
    private static final int WIDEST = 90;

    private final Style style;

    /** In this style. */
    public PlanText(Style style) {
        this.style = style;
    }

    /** The whole plan; every line ends with a line feed. */
    public String render(PlanDocument plan) {
        StringBuilder text = new StringBuilder();
        boolean destroys = plan.action().equals("destroy");
        boolean refreshes = plan.action().equals("refresh");
        String what = Printable.line("hub " + plan.hub() + " on "
                + plan.hosts().stream().map(PlanDocument.Host::name).collect(Collectors.joining(", ")));
        // What cannot be accepted is shown, and there is nothing to do.
        if (!plan.nothing() || (refreshes && !plan.changes().isEmpty())) {
            String head = refreshes
                    ? "Changed on the host since the last apply, "
                    : destroys ? "rlmprov will take down " : "rlmprov will change ";
            text.append(style.bold(head + what + ":")).append("\n\n");
            plan.changes().forEach(change -> change(text, change, along(plan, change)));
            text.append('\n');
            new OperationLines(style).append(text, plan.operations());
        }
        boolean sized = sized(plan);
        plan.hosts().forEach(host -> {
            section(text, "Sizing", sized ? host.sizing() : List.of());
            section(text, "Notes", host.notes());
        });
        List<String> leftOut = leftOut(plan);
        section(text, "Left out", leftOut);
        String end;
        if (refreshes) {
            end = refreshed(plan, what);
        } else {
            end = plan.nothing() ? nothing(what, destroys, leftOut.size()) : summary(plan, destroys);
        }
        return text.append(end).append('\n').toString();
    }

    /** The calculation is of interest only where a figure of it changes. */
    private static boolean sized(PlanDocument plan) {
        return plan.changes().stream()
                .flatMap(change -> change.fields().stream())
                .anyMatch(field -> field.origin().equals("sizing"));
    }

    /** The change that a change comes along with, which nobody asked for. */
    private static Optional<String> along(PlanDocument plan, ChangeDocument change) {
        return Optional.ofNullable(plan.selection())
                .map(part -> part.along().get(change.address()))
                .map(by -> "comes along: " + local(by) + " needs it");
    }

    private static List<String> leftOut(PlanDocument plan) {
        return Optional.ofNullable(plan.selection()).stream()
                .flatMap(part -> part.leftOut().stream())
                .map(PlanText::local)
                .toList();
    }

    private static String local(String address) {
        return address.substring(address.indexOf('/') + 1);
    }

    private String nothing(String what, boolean destroys, int leftOut) {
        if (leftOut > 0) {
            return style.green("No changes of what was selected. " + leftOut
                    + (leftOut == 1 ? " change is left out." : " changes are left out."));
        }
        return style.green(
                destroys
                        ? "Nothing to take down: there is no " + what + "."
                        : "No changes. The " + what + " is as hub.yaml says.");
    }

    private String refreshed(PlanDocument plan, String what) {
        int kept = plan.summary().getOrDefault("keep", 0);
        if (plan.changes().isEmpty()) {
            return style.green("No changes. The " + what + " is as the last apply left it.");
        }
        String mended = kept == 0 ? "" : kept + " cannot be accepted";
        return plan.nothing()
                ? "Nothing to record: " + mended + "."
                : summary(plan, false).replaceFirst("\\.$", mended.isEmpty() ? "." : ", " + mended + ".");
    }

    private void section(StringBuilder text, String title, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append(style.bold(title)).append('\n');
            lines.forEach(line -> text.append("  ").append(Printable.line(line)).append('\n'));
            text.append('\n');
        }
    }

    private void change(StringBuilder text, ChangeDocument change, Optional<String> along) {
        String address = Printable.line(change.kind() + "/" + change.name());
        text.append(mark(change.action())).append(' ').append(style.bold(address));
        List<String> remarks = new ArrayList<>();
        along.ifPresent(remarks::add);
        Optional.ofNullable(change.remark()).ifPresent(remarks::add);
        if (change.reasons().contains("requested")) {
            remarks.add("replaced on request");
        }
        // What is made for the first time needs no cause.
        if (!change.causes().isEmpty() && !change.action().equals("create")) {
            remarks.add(cause(change));
        }
        Optional.ofNullable(change.impact()).ifPresent(remarks::add);
        // Each on a line of its own where one line would be too long to read.
        int length =
                address.length() + remarks.stream().mapToInt(String::length).sum();
        List<String> lines = length > WIDEST ? remarks : List.of(String.join("; ", remarks));
        for (String line : remarks.isEmpty() ? remarks : lines) {
            text.append(line.equals(lines.getFirst()) ? "  " : "\n      ")
                    .append(style.dim("# " + Printable.line(line)));
        }
        text.append('\n');
        new FieldLines(style, change).appendTo(text);
    }

    private static String cause(ChangeDocument change) {
        String causes = change.causes().stream().map(PlanText::local).collect(Collectors.joining(", "));
        return change.reasons().contains("drifted_input")
                ? "starts again, since it may have read what changed on the host: " + causes
                : "follows from " + causes;
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

    private String summary(PlanDocument plan, boolean destroys) {
        List<String> parts = new ArrayList<>();
        Map<String, Integer> counts = plan.summary();
        part(parts, counts, "create", "to create");
        part(parts, counts, "update", "to change");
        part(parts, counts, "replace", "to replace");
        part(parts, counts, "delete", "to destroy");
        part(parts, counts, "adopt", plan.action().equals("refresh") ? "to record" : "to adopt");
        if (destroys) {
            part(parts, counts, "keep", "kept");
        }
        return style.bold("Plan " + Printable.line(plan.id()) + ": ") + String.join(", ", parts) + ".";
    }

    private static void part(List<String> parts, Map<String, Integer> counts, String action, String words) {
        int count = counts.getOrDefault(action, 0);
        if (count > 0) {
            parts.add(count + " " + words);
        }
    }
}
