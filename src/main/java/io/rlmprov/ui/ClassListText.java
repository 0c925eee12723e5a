package io.rlmprov.ui;

import io.rlmprov.classroom.ClassList;
import io.rlmprov.classroom.ClassList.Person;
import io.rlmprov.config.Printable;
import io.rlmprov.config.UtcTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The list of a class as a table. */
public final class ClassListText {
    private final Style style;
    private final Instant now;

    /** @param now for times that are not long ago */
    public ClassListText(Style style, Instant now) {
        this.style = style;
        this.now = now;
    }

    /** One line for each person, and a sentence that counts them. */
    public String render(ClassList list) {
        List<Person> people = list.people();
        int width = people.stream().mapToInt(it -> it.name().length()).max().orElse(0);
        StringBuilder text = new StringBuilder();
        if (!people.isEmpty()) {
            text.append(style.bold(row("USER", "SERVER", "LAST ACTIVITY", "", width)))
                    .append('\n');
        }
        for (Person person : people) {
            text.append(row(
                            Printable.line(person.name()),
                            person.running()
                                    .map(since -> "since " + when(since))
                                    .orElse("-"),
                            person.lastActivity().map(this::when).orElse("never came"),
                            note(person),
                            width))
                    .append('\n');
        }
        long in = people.stream().filter(it -> it.running().isPresent()).count();
        long absent = people.stream().filter(Person::absent).count();
        return text.append(people.isEmpty() ? "" : "\n")
                .append(people.size())
                .append(people.size() == 1 ? " user: " : " users: ")
                .append(in)
                .append(in == 1 ? " has a server, " : " have a server, ")
                .append(absent)
                .append(" never came.")
                .append(list.limited() ? "" : " No roster limits who may log in.")
                .append('\n')
                .toString();
    }

    private static String note(Person person) {
        List<String> notes = new ArrayList<>();
        person.profile().ifPresent(slug -> notes.add("profile " + Printable.line(slug)));
        if (person.admin()) {
            notes.add("admin");
        } else if (!person.listed()) {
            notes.add("not on the roster");
        }
        return String.join(", ", notes);
    }

    private static String row(String name, String server, String activity, String note, int width) {
        String format = "%-" + Math.max(width, 4) + "s  %-26s  %-20s  %s";
        return String.format(Locale.ROOT, format, name, server, activity, note).stripTrailing();
    }

    private String when(Instant then) {
        long minutes = Math.max(0, Duration.between(then, now).toMinutes());
        return minutes < 60 ? minutes + " min ago" : UtcTime.minute(then) + " UTC";
    }
}
