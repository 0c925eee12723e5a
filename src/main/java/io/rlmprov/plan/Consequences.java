package io.rlmprov.plan;

import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Resource;
import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Reason;
import io.rlmprov.model.Change.Verb;
import io.rlmprov.model.FieldDiff;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What changes bring about in the resources that depend on theirs. A consequence names its causes. A service that may have been
 * started from a file that somebody changed on the host restarts, although nothing of its own differs. With only the file
 * corrected, it would go on with what the file said, and no later plan would see that.
 */
record Consequences(List<Kind> kinds, Desired desired) {
    /** The changes with their causes, and with the restarts among them. */
    List<Change> of(List<Change> changes) {
        Map<Address, Change> acting = new HashMap<>();
        changes.stream().filter(Change::acts).forEach(change -> acting.put(change.address(), change));
        List<Change> all = new ArrayList<>();
        changes.stream()
                .filter(change ->
                        change.acts() || drifted(change.address(), acting).isEmpty())
                .map(change -> caused(change, acting))
                .forEach(all::add);
        desired.resources().keySet().stream()
                .filter(address -> !acting.containsKey(address))
                .filter(address -> !drifted(address, acting).isEmpty())
                .map(address -> caused(Change.of(address, Verb.UPDATE, List.of()), acting))
                .forEach(all::add);
        all.sort(Comparator.comparingInt((Change change) -> rank(change.address()))
                .thenComparing(Change::address));
        return List.copyOf(all);
    }

    private Change caused(Change change, Map<Address, Change> acting) {
        List<Address> drifted = change.verb() == Verb.UPDATE ? drifted(change.address(), acting) : List.of();
        boolean consequence =
                change.fields().stream().anyMatch(field -> field.origin() == FieldDiff.Origin.CONSEQUENCE);
        List<Address> causes = Stream.concat(
                        drifted.stream(), consequence ? inputs(change.address(), acting) : Stream.empty())
                .distinct()
                .sorted()
                .toList();
        Change with = drifted.isEmpty() ? change : change.because(Set.of(Reason.DRIFTED_INPUT));
        return with.follows(causes);
    }

    /** The changing resources that this one is made from. */
    private Stream<Address> inputs(Address address, Map<Address, Change> acting) {
        return dependencies(address)
                .filter(Resource.Dependency::input)
                .map(Resource.Dependency::on)
                .filter(acting::containsKey);
    }

    /** The changing resources because of which this one starts again. */
    private List<Address> drifted(Address address, Map<Address, Change> acting) {
        Optional<Kind> kind =
                kinds.stream().filter(it -> it.name().equals(address.kind())).findFirst();
        Set<Address> needed = dependencies(address).map(Resource.Dependency::on).collect(Collectors.toSet());
        return acting.values().stream()
                .filter(change -> kind.filter(it -> it.restartsOn(change, needed.contains(change.address())))
                        .isPresent())
                .map(Change::address)
                .sorted()
                .toList();
    }

    private Stream<Resource.Dependency> dependencies(Address address) {
        return desired.find(address).stream().flatMap(resource -> resource.dependencies().stream());
    }

    private int rank(Address address) {
        return kinds.stream().map(Kind::name).toList().indexOf(address.kind());
    }
}
