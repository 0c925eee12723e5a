package io.rlmprov.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One thing that apply does, as a plan shows it.
 *
 * @param id unique in the plan, as {@code hub1/build-image/rlm-hub}
 * @param host where it is done
 * @param resources those whose changes ask for it; none if it only checks or records
 * @param doing what it does, for progress and errors: "Installing Docker"
 * @param done the same when it is done: "Installed Docker"
 * @param after ids of the operations that must be done before
 * @param rule what it works out on the host from what it finds there; empty if the plan says all
 * @param impact what it costs the people who are logged in
 * @param ephemeral whether it is about resources that come and go with users
 */
public record Operation(
        String id,
        String host,
        List<Address> resources,
        String doing,
        String done,
        SortedSet<String> after,
        Optional<String> rule,
        List<String> impact,
        boolean ephemeral) {
    /** Keeps the collections as they are now. */
    public Operation {
        resources = List.copyOf(resources);
        after = Collections.unmodifiableSortedSet(new TreeSet<>(after));
        impact = List.copyOf(impact);
    }

    /** The id without the host. */
    public String local() {
        return id.substring(host.length() + 1);
    }

    /** The same operation, after these. */
    public Operation after(SortedSet<String> ids) {
        return new Operation(id, host, resources, doing, done, ids, rule, impact, ephemeral);
    }
}
