package io.rlmprov.plan;

import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The changes of one host, parted into those that an operator asks for and the others.
 *
 * @param changes those that are made, with what only stays as it is
 * @param leftOut the others
 * @param along those that nobody named, each with one that needs it
 */
record Selected(List<Change> changes, List<Change> leftOut, Map<Address, Address> along) {
    /** All changes. */
    static Selected all(List<Change> changes) {
        return new Selected(changes, List.of(), Map.of());
    }

    /** What a selection makes of the changes. What is excluded wins: it takes along what needs it. */
    static Selected of(Selection selection, List<Change> changes, Requirements requirements) {
        Set<Address> addresses = changes.stream()
                .filter(change -> change.verb() != Verb.KEEP)
                .map(Change::address)
                .collect(Collectors.toSet());
        Set<Address> excluded = requirements.dependents(
                addresses.stream().filter(selection::excluded).toList());
        List<Address> targets = addresses.stream()
                .filter(selection::targeted)
                .filter(address -> !excluded.contains(address))
                .toList();
        Map<Address, Address> along = requirements.closure(targets);
        Set<Address> chosen = new HashSet<>(targets);
        chosen.addAll(along.keySet());
        return new Selected(
                changes.stream()
                        .filter(change -> change.verb() == Verb.KEEP || chosen.contains(change.address()))
                        .toList(),
                changes.stream()
                        .filter(change -> change.verb() != Verb.KEEP && !chosen.contains(change.address()))
                        .toList(),
                along);
    }
}
