package io.rlmprov.kinds;

import io.rlmprov.model.Address;
import io.rlmprov.model.Sha256;
import io.rlmprov.model.Value;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that should exist on a host.
 *
 * @param resources by address
 * @param notes sentences for the plan, as about a server that keeps its old limit for now
 */
public record Desired(SortedMap<Address, Resource> resources, List<String> notes) {
    /** These resources. */
    public static Desired of(Collection<? extends Resource> resources, List<String> notes) {
        SortedMap<Address, Resource> byAddress = new TreeMap<>();
        resources.forEach(resource -> byAddress.put(resource.address(), resource));
        return new Desired(Collections.unmodifiableSortedMap(byAddress), List.copyOf(notes));
    }

    /** Nothing should exist: what destroy compares with. */
    public static Desired nothing() {
        return of(List.of(), List.of());
    }

    /** The resource at this address, if it should exist. */
    public Optional<Resource> find(Address address) {
        return Optional.ofNullable(resources.get(address));
    }

    /** All resources of this type, by address. */
    public <R extends Resource> List<R> all(Class<R> type) {
        return resources.values().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /**
     * A digest of all fields of all kinds but these, whose resources come and go while an operator reads.
     *
     * @param keyed whether the host has a key; the key of a host that gets one differs from plan to plan, so what is made
     *     with it is left out
     */
    public String digest(Set<String> ephemeral, boolean keyed) {
        StringBuilder text = new StringBuilder();
        resources.forEach((address, resource) -> {
            if (!ephemeral.contains(address.kind())) {
                text.append(address.local()).append('\n');
                resource.attributes().forEach((path, attribute) -> {
                    Value value = attribute.value();
                    if (keyed || !value.keyed()) {
                        text.append(' ')
                                .append(path)
                                .append('=')
                                .append(value.form())
                                .append(' ')
                                .append(value.text())
                                .append('\n');
                    }
                });
            }
        });
        return Sha256.of(text.toString());
    }
}
