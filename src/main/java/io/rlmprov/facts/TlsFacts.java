package io.rlmprov.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the host knows of the names of the hub.
 *
 * @param own addresses of the host
 * @param names where names lead, one entry for each address
 * @param certificates those that the service {@code tls} got from an authority or made
 */
public record TlsFacts(SortedSet<String> own, List<Name> names, List<Certificate> certificates) {
    /** A name that leads to this address. */
    public record Name(String name, String address) {}

    /**
     * A certificate.
     *
     * @param name that it is for
     * @param valid whether it has not ended
     * @param authority the folder that Caddy keeps it in, as {@code acme-v02.api.letsencrypt.org-directory}, or {@code local}
     * @param end when it ends, RFC 3339; {@code -} where the host cannot tell
     */
    public record Certificate(String name, boolean valid, String authority, String end) {
        /** Whether the hub's own CA gave it. */
        public boolean internal() {
            return authority.equals("local");
        }
    }

    /** From the section {@code https} of the probe. */
    public static TlsFacts of(ProbeOutput probe) {
        SortedSet<String> own = new TreeSet<>();
        List<Name> names = new ArrayList<>();
        List<Certificate> certificates = new ArrayList<>();
        for (String line : probe.lines("https")) {
            String[] word = line.split(" ", -1);
            switch (word[0] + word.length) {
                case "own2" -> own.add(word[1]);
                case "name3" -> names.add(new Name(word[1], word[2]));
                case "certificate5" ->
                    certificates.add(new Certificate(word[1], word[2].equals("valid"), word[3], word[4]));
                // What a later probe may tell.
                default -> {}
            }
        }
        return new TlsFacts(own, List.copyOf(names), List.copyOf(certificates));
    }

    /** The addresses to which a name leads; an address leads to itself. */
    public List<String> addresses(String name) {
        return names.stream()
                .filter(it -> it.name().equals(name))
                .map(Name::address)
                .toList();
    }
}
