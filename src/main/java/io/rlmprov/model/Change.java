package io.rlmprov.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What is to happen to one resource.
 *
 * @param address whose change it is
 * @param verb what happens
 * @param fields the fields that differ; of a new resource all, of one that goes all that were owned
 * @param reasons beyond the fields' origins
 * @param causes the changing resources that this one is made from, if it changes because of them
 * @param remark why a resource stays although nothing asks for it, for people
 */
public record Change(
        Address address,
        Verb verb,
        List<FieldDiff> fields,
        SortedSet<Reason> reasons,
        List<Address> causes,
        Optional<String> remark) {
    /** What happens to a resource. */
    public enum Verb {
        /** It does not exist yet. */
        CREATE,
        /** It is changed in place. */
        UPDATE,
        /** It is removed and recreated, since a field cannot be changed in place. */
        REPLACE,
        /** It goes. */
        DELETE,
        /** It is as it should be, though not by an apply that came to its end: it is recorded from now on. */
        ADOPT,
        /** It stays although nothing asks for it. */
        KEEP
    }

    /** Why a resource changes, where its fields alone do not say it. */
    public enum Reason {
        /** It runs and does not answer: it is started again, and its health is waited for. */
        SICK,
        /** It is in a state from which it does not start by itself: it is removed first. */
        STUCK,
        /** It may have been started from a file that somebody changed on the host: it is started again. */
        DRIFTED_INPUT,
        /** The operator asks for a replacement. */
        REQUESTED,
        /** An apply was cut off before its end: nobody has seen that all works. */
        UNPROVEN
    }

    /** Keeps the collections as they are now. */
    public Change {
        fields = List.copyOf(fields);
        reasons = Collections.unmodifiableSortedSet(new TreeSet<>(reasons));
        causes = List.copyOf(causes);
    }

    /** A change whose fields say all. */
    public static Change of(Address address, Verb verb, List<FieldDiff> fields) {
        return new Change(address, verb, fields, new TreeSet<>(), List.of(), Optional.empty());
    }

    /** A resource that stays although nothing asks for it. */
    public static Change keep(Address address, String remark) {
        return new Change(address, Verb.KEEP, List.of(), new TreeSet<>(), List.of(), Optional.of(remark));
    }

    /** The same change, for these reasons too. */
    public Change because(Set<Reason> more) {
        SortedSet<Reason> all = new TreeSet<>(reasons);
        all.addAll(more);
        return new Change(address, verb, fields, all, causes, remark);
    }

    /** The same change, which follows from these. */
    public Change follows(List<Address> from) {
        return new Change(address, verb, fields, reasons, from, remark);
    }

    /** Whether something is done to the resource: what is only recorded or kept is left alone. */
    public boolean acts() {
        return switch (verb) {
            case CREATE, UPDATE, REPLACE, DELETE -> true;
            case ADOPT, KEEP -> false;
        };
    }
}
