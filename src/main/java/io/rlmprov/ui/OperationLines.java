package io.rlmprov.ui;

import io.rlmprov.config.Printable;
import io.rlmprov.model.PlanDocument.OperationDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What will be done, numbered in an order in which it can be done, with what each operation waits for and costs. */
record OperationLines(Style style) {
    void append(StringBuilder text, List<OperationDocument> operations) {
        if (operations.isEmpty()) {
            return;
        }
        text.append(style.bold("Operations")).append('\n');
        List<String> ids = operations.stream().map(OperationDocument::id).toList();
        boolean severalHosts =
                operations.stream().map(OperationDocument::host).distinct().count() > 1;
        for (OperationDocument operation : operations) {
            String number = String.valueOf(ids.indexOf(operation.id()) + 1);
            String where = severalHosts ? " on " + operation.host() : "";
            text.append("  ")
                    .append(" ".repeat(Math.max(0, 2 - number.length())))
                    .append(number)
                    .append("  ")
                    .append(Printable.line(operation.doing() + where))
                    .append(style.dim(waits(operation, ids)))
                    .append('\n');
            remarks(operation)
                    .forEach(remark -> text.append("      ")
                            .append(style.dim("# " + Printable.line(remark)))
                            .append('\n'));
        }
        text.append('\n');
    }

    private static String waits(OperationDocument operation, List<String> ids) {
        return operation.after().isEmpty()
                ? ""
                : operation.after().stream()
                        .map(id -> ids.indexOf(id) + 1)
                        .sorted()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", ", "  (after ", ")"));
    }

    private static List<String> remarks(OperationDocument operation) {
        List<String> remarks = new ArrayList<>();
        if (operation.rule() != null) {
            remarks.add(operation.rule());
        }
        remarks.addAll(operation.impact());
        return remarks;
    }
}
