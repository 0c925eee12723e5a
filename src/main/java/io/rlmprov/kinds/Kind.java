package io.rlmprov.kinds;

import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import io.rlmprov.model.FieldDiff;
import io.rlmprov.model.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

/** A kind of resource: all that the planner needs to know about it, in one place. */
public interface Kind {
    /** The middle part of its resources' addresses, as {@code service}. */
    String name();

    /** Names of its parts of the probe, files in {@code ansible-free-scripts/probe/}; they are sent in one script. */
    default List<String> probes() {
        return List.of(name() + ".sh");
    }

    /**
     * The resources that should exist.
     *
     * @param blueprint hub.yaml, sizes and files, and the resources of the kinds before this one
     */
    List<? extends Resource> desired(Blueprint blueprint);

    /** Reads the resources that exist from the facts of the host. */
    void observe(Survey survey);

    /**
     * Lowers changes of this kind to operations. It may add operations for the changes of other kinds, as a check that all
     * works does.
     */
    void operations(Work work);

    /**
     * Whether its resources come and go with users. They are in no record, fingerprint or plan id, and an apply that ends
     * while one of them differs has not failed.
     */
    default boolean ephemeral() {
        return false;
    }

    /** Whether the record keeps what was applied of it. */
    default boolean recorded() {
        return !ephemeral();
    }

    /**
     * What the last apply left of an ephemeral resource, which has no record of its own.
     *
     * @param desired the resource as it should be; empty if it goes
     * @param record what the record has of a resource, by {@link Address#local()}
     */
    default Optional<SortedMap<String, Value>> left(
            Optional<Resource> desired, Function<String, Optional<SortedMap<String, Value>>> record) {
        return Optional.empty();
    }

    /** Why an observed resource stays, although nothing asks for it; empty if it goes. */
    default Optional<String> stays(Address address, Departure departure) {
        return Optional.empty();
    }

    /** Whether its resources can be replaced at any time, because an operator asks for it. */
    default boolean replaceable() {
        return false;
    }

    /**
     * Whether the record may follow the host where somebody changed this field there. It may not in what protects users and
     * secrets, nor in what the host runs.
     *
     * @param name of the resource
     * @param field as it changed on the host: before and after
     */
    default boolean acceptable(String name, FieldDiff field) {
        return false;
    }

    /** Why a resource in this condition must be acted on in a special way. */
    default Set<Change.Reason> condition(SortedMap<String, Value> observed) {
        return Set.of();
    }

    /**
     * Whether a resource of this kind is started again when another one changes so, although nothing of its own differs.
     *
     * @param depends whether it depends on the other one
     */
    default boolean restartsOn(Change other, boolean depends) {
        return false;
    }

    /**
     * What a change costs the people who are logged in; empty if nothing.
     *
     * @param desired what should exist
     * @param servers how many servers of users run
     */
    default Optional<String> impact(Change change, Desired desired, int servers) {
        return Optional.empty();
    }
}
