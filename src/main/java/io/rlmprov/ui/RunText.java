package io.rlmprov.ui;

import io.rlmprov.apply.History;
import io.rlmprov.apply.History.Run;
import io.rlmprov.config.Printable;
import io.rlmprov.config.UtcTime;
import java.util.ArrayList;
import java.util.List;

/** What the runs of one plan did, for people. */
public record RunText(Style style) {
    /** A paragraph for each run: who and when, and its operations in the order in which they ended. */
    public String render(List<Run> runs) {
        StringBuilder text = new StringBuilder();
        runs.forEach(run -> text.append(text.isEmpty() ? "" : "\n")
                .append(style.bold(Printable.line("Plan " + run.plan() + ": " + run.action() + " by " + run.by())))
                .append(" at ")
                .append(UtcTime.second(run.at()))
                .append(Printable.line(run.version()
                        .map(version -> " UTC with rlmprov " + version)
                        .orElse(" UTC")))
                .append("\nResult: ")
                .append(HistoryText.result(run))
                .append(run.took()
                        .map(took -> ", after " + HistoryText.took(took))
                        .orElse(""))
                .append(".\n")
                .append(steps(run)));
        return text.toString();
    }

    private static String steps(Run run) {
        if (run.steps().isEmpty()) {
            return "No operation has ended.\n";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("OPERATION", "RESULT", "TOOK"));
        for (History.Step step : run.steps()) {
            rows.add(List.of(
                    Printable.line(step.operation()),
                    Printable.line(step.result()),
                    step.took().map(HistoryText::took).orElse("-")));
        }
        return Table.of(rows);
    }
}
