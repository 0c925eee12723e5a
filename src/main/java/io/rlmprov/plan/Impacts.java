package io.rlmprov.plan;

import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Kind;
import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import java.util.List;

/**
 * What changes cost the people who are logged in, as their kinds say.
 *
 * @param servers how many servers of users run
 */
record Impacts(List<Kind> kinds, Desired desired, List<Change> changes, int servers) {
    /** A text for each change; empty if it costs nothing. */
    List<String> all() {
        return changes.stream().map(this::of).toList();
    }

    /** What the change of a resource costs; nothing if it does not change. */
    List<String> of(Address address) {
        return changes.stream()
                .filter(change -> change.address().equals(address))
                .map(this::of)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private String of(Change change) {
        return kinds.stream()
                .filter(kind -> kind.name().equals(change.address().kind()))
                .flatMap(kind -> kind.impact(change, desired, servers).stream())
                .findFirst()
                .orElse("");
    }
}
