package io.rlmprov.config;

import java.util.Optional;
import java.util.SortedSet;

/**
 * Other limits for the servers of some users. Who has one profile gets it; who has several chooses.
 *
 * @param slug its name in plans, links and labels; {@code [a-z0-9][a-z0-9-]{0,30}}
 * @param displayName what users read
 * @param description what users read beside it
 * @param byDefault whether a user who has several gets it without a choice; else that is the smallest
 * @param memory bytes; empty means that of {@code server}
 * @param cpu cores; empty means that of {@code server}
 * @param count as many of its servers run at the same time; empty means no limit
 * @param users who has it, by name
 * @param groups groups of the hub whose members have it
 */
public record Profile(
        String slug,
        String displayName,
        Optional<String> description,
        boolean byDefault,
        Optional<Long> memory,
        Optional<Double> cpu,
        Optional<Integer> count,
        SortedSet<String> users,
        SortedSet<String> groups) {

    /**
     * As many of its servers run at the same time, whatever {@link #count} says: a named user has one, and a group may be
     * everybody.
     */
    public int servers(Hub.Users all) {
        return count.orElse(groups.isEmpty() ? users.size() : all.peak());
    }
}
