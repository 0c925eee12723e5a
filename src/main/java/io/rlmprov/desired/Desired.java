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

    /** A digest of all fields; without users' servers, which come and go while an operator reads. */
    public String digest() {
        StringBuilder text = new StringBuilder();
        resources.forEach((address, resource) -> {
            if (address.kind() != Address.Kind.SERVER) {
                text.append(address.local()).append('\n');
                resource.attributes()
                        .forEach((path, attribute) -> text.append(' ')
                                .append(path)
                                .append('=')
                                .append(attribute.value().text())
                                .append('\n'));
            }
        });
        return Sha256.of(text.toString());
    }

    /** Nothing should exist: what destroy compares with. */
    public static Desired nothing() {
        return of(List.of(), List.of());
    }
}
