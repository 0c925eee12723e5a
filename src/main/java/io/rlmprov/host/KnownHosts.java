package io.rlmprov.host;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * known_hosts files and the decision about a key, as in sshd(8) SSH_KNOWN_HOSTS FILE FORMAT. Pure.
 *
 * <p>Own code because sshj 0.40 accepts a revoked key that an earlier line names, lets {@code !pattern} match every
 * other host, and asks a server that is known by an {@code ssh-rsa} line for another key (its issue 526).
 */
final class KnownHosts {
    private final List<Entry> entries;

    private KnownHosts(List<Entry> entries) {
        this.entries = entries;
    }

    /** What a line says about its key. */
    enum Marker {
        KEY,
        CERT_AUTHORITY,
        REVOKED
    }

    /**
     * One line.
     *
     * @param hosts patterns, or one hashed name
     * @param type as {@code ssh-ed25519}
     * @param key the public key in wire form
     * @param where {@code file:line}
     */
    record Entry(Marker marker, List<String> hosts, String type, Key key, String where) {
        boolean isAuthority() {
            return marker == Marker.CERT_AUTHORITY;
        }

        boolean names(String host) {
            String only = hosts.getFirst();
            return only.startsWith("|1|")
                    ? HashedName.parse(only).filter(h -> h.matches(host)).isPresent()
                    : HostPattern.anyOf(hosts, host);
        }
    }

    /** A public key in wire form, compared by content. */
    record Key(String base64) {
        static Key of(byte[] blob) {
            return new Key(Base64.getEncoder().encodeToString(blob));
        }

        byte[] blob() {
            return Base64.getDecoder().decode(base64);
        }

        /** As {@code ssh-keygen -lf} prints it. */
        String fingerprint() {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(blob());
                return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }

    /** What to do about a key that a server showed. */
    sealed interface Decision {
        record Trusted(Entry by) implements Decision {}

        /** No line names this host with a plain key. */
        record Unknown() implements Decision {}

        /**
         * Lines name this host, with other keys.
         *
         * @param known one of the same type if there is one
         */
        record Changed(Entry known) implements Decision {}

        record Revoked(Entry by) implements Decision {}
    }

    /** A known_hosts file: its name for messages, and its text. */
    record Source(String name, String text) {}

    static KnownHosts parse(List<Source> sources) {
        List<Entry> entries = new ArrayList<>();
        for (Source source : sources) {
            int number = 0;
            for (String line : source.text().lines().toList()) {
                number++;
                entry(line.strip(), source.name() + ":" + number).ifPresent(entries::add);
            }
        }
        return new KnownHosts(List.copyOf(entries));
    }

    /** Lines that say nothing, or nothing that can be understood, are skipped as ssh does. */
    private static Optional<Entry> entry(String line, String where) {
        if (line.isEmpty() || line.startsWith("#")) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>(Arrays.asList(line.split("\\s+", -1)));
        Marker marker = switch (words.getFirst()) {
            case "@cert-authority" -> Marker.CERT_AUTHORITY;
            case "@revoked" -> Marker.REVOKED;
            default -> Marker.KEY;
        };
        if (marker != Marker.KEY) {
            words.removeFirst();
        }
        if (words.size() < 3) {
            return Optional.empty();
        }
        try {
            Key key = Key.of(Base64.getDecoder().decode(words.get(2)));
            return Optional.of(new Entry(marker, List.of(words.get(0).split(",", -1)), words.get(1), key, where));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Decides about a server's key by the first of its names. A further name, that of a host with another port, counts only
     * if it trusts or revokes the key and no line has the first: as in ssh.
     *
     * @param hosts as {@link Target#knownHostsNames()}
     */
    Decision decide(List<String> hosts, String type, Key key, Optional<Key> authority) {
        Decision first = decide(hosts.getFirst(), type, key, authority);
        if (!(first instanceof Decision.Unknown)) {
            return first;
        }
        return hosts.stream()
                .skip(1)
                .map(host -> decide(host, type, key, authority))
                .filter(decision -> decision instanceof Decision.Trusted || decision instanceof Decision.Revoked)
                .findFirst()
                .orElse(first);
    }

    /**
     * Decides about a server's key.
     *
     * @param host as {@link Target#knownHostsName()}
     * @param type its type, as {@code ssh-ed25519}
     * @param key of a certificate: the key inside
     * @param authority of a certificate: the key that signed it
     */
    Decision decide(String host, String type, Key key, Optional<Key> authority) {
        String name = host.toLowerCase(Locale.ROOT);
        List<Entry> named = entries.stream().filter(entry -> entry.names(name)).toList();
        Optional<Entry> revoked = of(named, Marker.REVOKED)
                .filter(entry -> entry.key().equals(key)
                        || authority.filter(entry.key()::equals).isPresent())
                .findFirst();
        if (revoked.isPresent()) {
            return new Decision.Revoked(revoked.get());
        }
        Optional<Entry> trusted = Stream.concat(
                        of(named, Marker.CERT_AUTHORITY)
                                .filter(entry ->
                                        authority.filter(entry.key()::equals).isPresent()),
                        of(named, Marker.KEY).filter(entry -> entry.key().equals(key)))
                .findFirst();
        if (trusted.isPresent()) {
            return new Decision.Trusted(trusted.get());
        }
        Optional<Entry> other = of(named, Marker.KEY)
                .filter(entry -> entry.type().equals(type))
                .findFirst()
                .or(() -> of(named, Marker.KEY).findFirst());
        return other.<Decision>map(Decision.Changed::new).orElseGet(Decision.Unknown::new);
    }

    /** Types of the plain keys that are known for a host; the server must be asked for one of these. */
    List<String> keyTypes(String host) {
        return types(host, Marker.KEY);
    }

    /** Whether a certificate of this host could be trusted. */
    boolean knowsAuthority(String host) {
        return !types(host, Marker.CERT_AUTHORITY).isEmpty();
    }

    private List<String> types(String host, Marker marker) {
        String name = host.toLowerCase(Locale.ROOT);
        return of(entries, marker)
                .filter(entry -> entry.names(name))
                .map(Entry::type)
                .distinct()
                .toList();
    }

    private static Stream<Entry> of(List<Entry> entries, Marker marker) {
        return entries.stream().filter(entry -> entry.marker() == marker);
    }
}
