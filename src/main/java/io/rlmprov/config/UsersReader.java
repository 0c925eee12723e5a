package io.rlmprov.config;

import io.rlmprov.config.Hub.Users;
import java.util.SortedSet;

/** The section {@code users}; what their names may be is the kind of {@code auth}'s. */
final class UsersReader {
    private UsersReader() {}

    static Users read(Section users, Format<String> names) {
        SortedSet<String> admins = users.set("admins", names);
        Users read = new Users(
                users.required("count", Formats.integer(1, 10_000), 1, "write how many people come, as count: 25"),
                users.value("concurrency", Formats.percent()).orElse(100),
                admins,
                RosterReader.read(users, names));
        read.roster()
                .filter(roster -> roster.size() > read.count())
                .ifPresent(roster -> users.warning(
                        "roster",
                        "has " + roster.size() + " names, and users.count is " + read.count(),
                        "set users.count to the number of people, so that the hub is sized for all of them"));
        return read;
    }
}
