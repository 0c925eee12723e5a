package io.rlmprov.ui;

import io.rlmprov.apply.Station.Outcome;
import io.rlmprov.apply.UserPath;
import io.rlmprov.config.Printable;
import java.util.Locale;

/** The path of a user, for people. */
public final class PathText {
    private final Style style;

    /** In this style. */
    public PathText(Style style) {
        this.style = style;
    }

    /** A line for each station, with the remedy below one that is not passed, and the end. */
    public String render(String hub, UserPath path) {
        StringBuilder text = new StringBuilder(style.bold("The path of a user of " + hub + ":") + "\n");
        path.stations().forEach(station -> {
            text.append(String.format(
                    Locale.ROOT,
                    "  %s  %-9s  %s\n",
                    mark(station.outcome()),
                    station.name(),
                    Printable.line(station.said())));
            if (!station.passed()) {
                text.append("                        ")
                        .append(Printable.line(station.remedy()))
                        .append('\n');
            }
        });
        return text.append('\n').append(end(path)).append('\n').toString();
    }

    private String end(UserPath path) {
        if (path.end().isPresent()) {
            return style.error("The path ends at: " + path.end().get().name());
        }
        return path.first(Outcome.SKIPPED)
                .map(station -> style.green("All that was tried is well.") + " Not tried: " + station + ".")
                .orElseGet(() -> style.done("A user can work."));
    }

    private String mark(Outcome outcome) {
        return switch (outcome) {
            case OK -> style.green("ok       ");
            case SKIPPED -> style.yellow("not tried");
            case UNREACHED, FAILED -> style.error("failed   ");
        };
    }
}
