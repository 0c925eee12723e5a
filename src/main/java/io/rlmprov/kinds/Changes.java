package io.rlmprov.kinds;

import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The changes of one host, for the kinds that lower them.
 *
 * @param all changes, those that are only recorded or kept among them
 * @param desired what should exist
 * @param leftOut changes that the operator left out of this plan
 */
public record Changes(List<Change> all, Desired desired, List<Change> leftOut) {
    /** What is acted on. */
    public Stream<Change> acting() {
        return all.stream().filter(Change::acts);
    }

    /** What is acted on of these kinds. */
    public List<Change> of(String... kinds) {
        Set<String> names = Arrays.stream(kinds).collect(Collectors.toSet());
        return acting().filter(change -> names.contains(change.address().kind()))
                .toList();
    }

    /** What goes of a kind. */
    public List<Change> deleted(String kind) {
        return matching(kind, change -> change.verb() == Verb.DELETE);
    }

    /** What is acted on of a kind for this reason. */
    public List<Change> because(String kind, Change.Reason reason) {
        return matching(kind, change -> change.reasons().contains(reason));
    }

    /** What is only recorded of a kind. */
    public boolean adopts(String kind) {
        return all.stream()
                .anyMatch(change ->
                        change.verb() == Verb.ADOPT && change.address().kind().equals(kind));
    }

    /** The resources of a type that should be in place of what changes. */
    public <R extends Resource> List<R> wanted(Class<R> type) {
        return acting().flatMap(change -> desired.find(change.address()).stream())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The addresses of changes. */
    public static List<Address> addresses(List<Change> changes) {
        return changes.stream().map(Change::address).toList();
    }

    private List<Change> matching(String kind, Predicate<Change> such) {
        return acting().filter(change -> change.address().kind().equals(kind))
                .filter(such)
                .toList();
    }
}
