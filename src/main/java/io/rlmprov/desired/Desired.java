package io.rlmprov.desired;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that should exist on a host, and what a person should know about why it is not more.
 *
 * @param resources by address
 * @param notes sentences for the plan, as a server that keeps its old limit for now
 */
public record Desired(SortedMap<Address, Resource> resources, List<String> notes) {
    /** These resources. */
    public static Desired of(List<? extends Resource> resources, List<String> notes) {
        SortedMap<Address, Resource> byAddress = new TreeMap<>();
        resources.forEach(resource -> byAddress.put(resource.address(), resource));
        return new Desired(byAddress, List.copyOf(notes));
    }

    /** Nothing should exist: what destroy compares with. */
    public static Desired nothing() {
        return of(List.of(), List.of());
    }
}
