package io.rlmprov.facts;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the host knows of the names of the hub, and the certificates that it has for them.
 *
 * @param now the host's time
 * @param own addresses of the host
 * @param names where names lead, one entry for each address
 * @param file the operator's certificate; empty if there is none, or it cannot be read
 * @param kept those that the service {@code tls} got from an authority or made
 * @param proven those that the last apply found, by {@link Kept#path}
 */
public record TlsFacts(
        Instant now,
        SortedSet<String> own,
        List<Name> names,
        Optional<TlsCertificate> file,
        List<Kept> kept,
        Map<String, TlsCertificate> proven) {
    /** A name that leads to this address. */
    public record Name(String name, String address) {}

    /**
     * A certificate in the volume of the service.
     *
     * @param name that it is to be for
     * @param folder where Caddy keeps those of an authority, as {@code acme-v02.api.letsencrypt.org-directory}
     * @param paired whether the key beside it is its own; also if the host cannot tell
     * @param certificate empty if it cannot be read
     */
    public record Kept(String name, String folder, boolean paired, Optional<TlsCertificate> certificate) {
        /** Its folder in that of all certificates. */
        public String path() {
            return folder + "/" + name;
        }
    }

    /** From the section {@code https} of the probe. */
    public static TlsFacts of(ProbeOutput probe) {
        Instant now = Instant.EPOCH;
        SortedSet<String> own = new TreeSet<>();
        List<Name> names = new ArrayList<>();
        Optional<TlsCertificate> file = Optional.empty();
        List<Kept> kept = new ArrayList<>();
        Map<String, TlsCertificate> proven = new TreeMap<>();
        for (String line : probe.lines("https")) {
            String[] word = line.split(" ", -1);
            switch (word[0] + word.length) {
                case "now2" -> now = Instant.ofEpochSecond(Long.parseLong(word[1]));
                case "own2" -> own.add(word[1]);
                case "name3" -> names.add(new Name(word[1], word[2]));
                case "file2" -> file = TlsCertificate.parse(word[1]);
                case "certificate5" ->
                    kept.add(new Kept(word[1], word[2], !word[3].equals("no"), TlsCertificate.parse(word[4])));
                case "proven4" ->
                    TlsCertificate.parse(word[3]).ifPresent(it -> proven.put(word[2] + "/" + word[1], it));
                // What a later probe may tell.
                default -> {}
            }
        }
        return new TlsFacts(now, own, List.copyOf(names), file, List.copyOf(kept), Map.copyOf(proven));
    }

    /** The addresses to which a name leads; an address leads to itself. */
    public List<String> addresses(String name) {
        return names.stream()
                .filter(it -> it.name().equals(name))
                .map(Name::address)
                .toList();
    }

    /**
     * Why a certificate is not one that the service got for this name from its authority: somebody put it there. An authority is
     * told by its organization, since its own certificates change as well.
     */
    public Optional<String> foreign(Kept kept) {
        if (kept.certificate().isEmpty()) {
            return Optional.of("damaged");
        }
        TlsCertificate certificate = kept.certificate().get();
        if (!certificate.names().contains(kept.name())) {
            return Optional.of("for " + String.join(", ", certificate.names()));
        }
        String issuer = Optional.ofNullable(proven.get(kept.path()))
                .map(TlsCertificate::issuer)
                .orElseGet(certificate::issuer);
        if (!certificate.issuer().equals(issuer)) {
            return Optional.of("from " + certificate.issuer());
        }
        return kept.paired() ? Optional.empty() : Optional.of("without its key");
    }

    /** When a certificate ended, as {@code expired on 2027-02-24}; empty if it is valid. */
    public Optional<String> expired(TlsCertificate certificate) {
        return certificate.end().isBefore(now)
                ? Optional.of("expired on "
                        + certificate.end().atOffset(ZoneOffset.UTC).toLocalDate())
                : Optional.empty();
    }
}
