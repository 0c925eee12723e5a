package io.rlmprov.model;

import java.util.Comparator;
import java.util.Optional;

/**
 * The name of a resource, written {@code host/kind/name}, as {@code hub1/service/hub}. Every resource, change, operation,
 * event and error names one.
 *
 * @param host what hub.yaml calls the host
 * @param kind name of the kind, as {@code service}
 * @param name unique among the resources of that kind on that host; may contain slashes
 */
public record Address(String host, String kind, String name) implements Comparable<Address> {
    private static final Comparator<Address> ORDER =
            Comparator.comparing(Address::host).thenComparing(Address::kind).thenComparing(Address::name);

    /** The address that is written so; empty if the text is none. */
    public static Optional<Address> parse(String text) {
        String[] part = text.split("/", 3);
        return part.length == 3 && !part[0].isEmpty() && !part[1].isEmpty() && !part[2].isEmpty()
                ? Optional.of(new Address(part[0], part[1], part[2]))
                : Optional.empty();
    }

    @Override
    public int compareTo(Address other) {
        return ORDER.compare(this, other);
    }

    /** The address without the host, which two operators may call by different names: {@code service/hub}. */
    public String local() {
        return kind + "/" + name;
    }

    @Override
    public String toString() {
        return host + "/" + local();
    }
}
