package io.rlmprov.desired;

import java.util.Locale;

/**
 * The name of a resource, written {@code host/kind/name}, as {@code hub1/service/hub}: every resource, change, event and
 * error speaks of one.
 */
public record Address(String host, Kind kind, String name) implements Comparable<Address> {
    /** What sort of thing it is, in the order in which they are built. */
    public enum Kind {
        TRUST,
        ENGINE,
        DIRECTORY,
        FILE,
        IMAGE,
        NETWORK,
        VOLUME,
        FIREWALL,
        SERVICE,
        SERVER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public int compareTo(Address other) {
        int byHost = host.compareTo(other.host);
        int byKind = byHost != 0 ? byHost : kind.compareTo(other.kind);
        return byKind != 0 ? byKind : name.compareTo(other.name);
    }

    /** Without the host, which two operators may call by different names: {@code service/hub}. */
    public String local() {
        return kind + "/" + name;
    }

    @Override
    public String toString() {
        return host + "/" + local();
    }
}
