package io.rlmprov.ui;

import io.rlmprov.apply.History;
import io.rlmprov.apply.History.Run;
import io.rlmprov.config.Printable;
import io.rlmprov.config.UtcTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The journal of a hub as a table, the latest run last. */
public record HistoryText(Style style) {
    /** The table, or a sentence if there is none. */
    public String render(String hub, String host, History history) {
        StringBuilder text = new StringBuilder();
        if (history.runs().isEmpty()) {
            text.append("The journal on ")
                    .append(host)
                    .append(" has no run of apply or destroy for the hub ")
                    .append(hub)
                    .append(".\n");
        } else {
            text.append(table(history.runs()));
        }
        if (history.unreadable() > 0) {
            text.append(
                            style.yellow(
                                    history.unreadable() == 1
                                            ? "One line of the journal is damaged. An interrupted write leaves such a line."
                                            : history.unreadable()
                                                    + " lines of the journal are damaged. An interrupted write leaves such a line."))
                    .append('\n');
        }
        return text.toString();
    }

    private String table(List<Run> runs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("BEGAN (UTC)", "OPERATOR", "FROM", "ACTION", "PLAN", "TOOK", "RESULT"));
        runs.forEach(run -> rows.add(List.of(
                UtcTime.second(run.at()),
                Printable.line(run.operator()),
                Printable.line(run.from()),
                Printable.line(run.action()),
                run.plan().isEmpty() ? "-" : Printable.line(run.plan()),
                run.took().map(HistoryText::took).orElse("-"),
                result(run))));
        return Table.of(rows);
    }

    static String result(Run run) {
        return switch (run.end()) {
            case DONE -> "done";
            case FAILED ->
                "failed" + run.failed().map(id -> " at " + Printable.line(id)).orElse("");
            case INTERRUPTED -> "interrupted by the operator";
            case CUT_OFF -> "cut off: its end is not in the journal";
            case AT_WORK -> "at work";
        };
    }

    static String took(Duration took) {
        return Elapsed.since(Instant.EPOCH, Instant.EPOCH.plus(took));
    }
}
