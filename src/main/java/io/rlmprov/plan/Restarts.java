package io.rlmprov.plan;

import io.rlmprov.desired.Address;
import io.rlmprov.desired.Address.Kind;
import io.rlmprov.desired.Desired;
import io.rlmprov.desired.StackEnv;
import io.rlmprov.desired.Value;
import io.rlmprov.plan.FieldDiff.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Services that may have been started from a file that somebody changed on the host: to mend the file alone would leave
 * them with what it said, and no later plan would see it.
 */
public final class Restarts {
    /** Who may read a file, not what it says. */
    private static final Set<String> OUTER = Set.of("mode", "owner");

    private Restarts() {}

    /**
     * The same changes, with those services among them that would not be started again otherwise, and without what only
     * follows from services.
     */
    public static List<Change> with(List<Change> found, Desired desired) {
        List<Change> changes = StackFiles.withoutImpliedEnv(found);
        Set<Address> changing = changes.stream().map(Change::address).collect(Collectors.toSet());
        Set<String> drifted = changes.stream()
                .filter(Restarts::drifted)
                .map(change -> change.address().local())
                .collect(Collectors.toSet());
        boolean misled =
                changes.stream().anyMatch(StackFiles::misled) || drifted.contains(Kind.FILE + "/" + StackEnv.NAME);
        List<Change> all = new ArrayList<>(changes);
        desired.resources().keySet().stream()
                .filter(address -> address.kind() == Kind.SERVICE && !changing.contains(address))
                .filter(address -> misled || Follows.sources(address).stream().anyMatch(drifted::contains))
                .forEach(address -> all.add(restart(address)));
        all.sort(Comparator.comparing(Change::address));
        return List.copyOf(all);
    }

    private static boolean drifted(Change change) {
        return change.address().kind() == Kind.FILE
                && change.fields().stream()
                        .anyMatch(field -> field.origin() == Origin.DRIFT && !OUTER.contains(field.path()));
    }

    private static Change restart(Address address) {
        return new Change.Update(
                address,
                List.of(new FieldDiff(
                        "state",
                        Optional.of(Value.of("running")),
                        Optional.of(Value.of("started again")),
                        false,
                        Origin.CONSEQUENCE)));
    }
}
