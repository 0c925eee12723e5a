package io.rlmprov.config;

import io.rlmprov.config.Hub.Users;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The section {@code users}. */
final class UsersReader {
    // The hub's username_pattern; JupyterHub makes names lower-case before it looks them up.
    private static final Format<String> USER = Formats.matching(
            "[a-z0-9][a-z0-9._-]{0,30}",
            "is not a user name",
            "write up to 31 of a-z, 0-9, ., _ and -, beginning with a letter or digit");

    private UsersReader() {}

    static Users read(Section users) {
        NavigableSet<String> admins = new TreeSet<>();
        for (Field field : users.fields("admins")) {
            users.parse(field, USER).ifPresent(admins::add);
        }
        return new Users(
                users.required("count", Formats.integer(1, 10_000), 1, "write how many people come, as count: 25"),
                users.value("concurrency", Formats.percent()).orElse(100),
                Collections.unmodifiableSortedSet(admins));
    }
}
