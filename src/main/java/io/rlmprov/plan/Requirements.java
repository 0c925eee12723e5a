package io.rlmprov.plan;

import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Resource;
import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Reason;
import io.rlmprov.model.Change.Verb;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds the changes that cannot be made without others: what a resource depends on, what an operation does at once, and what an
 * operation must not run without. A file that somebody changed goes with what may have read it: if only the file were corrected,
 * no later plan would see that its reader runs with the old content.
 */
final class Requirements {
    private final Map<Address, Set<Address>> needs = new HashMap<>();
    private final Map<Address, Change> acting;

    /**
     * Of a whole plan.
     *
     * @param drafts its operations
     */
    Requirements(List<Change> changes, Desired desired, Collection<Draft> drafts) {
        acting = changes.stream().filter(Change::acts).collect(Collectors.toMap(Change::address, it -> it));
        acting.values().forEach(change -> {
            if (change.verb() != Verb.DELETE) {
                dependencies(change.address(), desired).forEach(on -> need(change.address(), on));
            }
            if (change.reasons().contains(Reason.DRIFTED_INPUT)) {
                change.causes().forEach(cause -> {
                    need(cause, change.address());
                    need(change.address(), cause);
                });
            }
        });
        drafts.stream().filter(draft -> !draft.separable()).forEach(draft -> {
            draft.asked().forEach(one -> draft.makes().forEach(other -> need(one, other)));
            draft.makes().forEach(one -> draft.makes().forEach(other -> need(one, other)));
        });
        drafts.forEach(draft -> drafts.stream()
                .filter(other -> draft.needs().contains(other.id()))
                .forEach(other -> draft.asked().forEach(one -> other.makes().forEach(made -> need(one, made)))));
    }

    private void need(Address one, Address other) {
        if (!one.equals(other) && acting.containsKey(one) && acting.containsKey(other)) {
            needs.computeIfAbsent(one, _ -> new TreeSet<>()).add(other);
        }
    }

    private static Set<Address> dependencies(Address address, Desired desired) {
        Set<Address> found = new HashSet<>();
        Queue<Address> open = new ArrayDeque<>(List.of(address));
        while (!open.isEmpty()) {
            desired.find(open.remove()).stream()
                    .flatMap(resource -> resource.dependencies().stream())
                    .map(Resource.Dependency::on)
                    .filter(found::add)
                    .forEach(open::add);
        }
        return found;
    }

    /** These and all that they need; to each that comes along, one that needs it. */
    Map<Address, Address> closure(Collection<Address> chosen) {
        Map<Address, Address> along = new LinkedHashMap<>();
        Set<Address> seen = new HashSet<>(chosen);
        Queue<Address> open = new ArrayDeque<>(new TreeSet<>(chosen));
        while (!open.isEmpty()) {
            Address one = open.remove();
            needs.getOrDefault(one, Set.of()).stream().filter(seen::add).forEach(other -> {
                along.put(other, one);
                open.add(other);
            });
        }
        return along;
    }

    /** These and all that need one of them. */
    Set<Address> dependents(Collection<Address> chosen) {
        Set<Address> found = new HashSet<>(chosen);
        Queue<Address> open = new ArrayDeque<>(chosen);
        while (!open.isEmpty()) {
            Address one = open.remove();
            needs.forEach((address, on) -> {
                if (on.contains(one) && found.add(address)) {
                    open.add(address);
                }
            });
        }
        return found;
    }
}
