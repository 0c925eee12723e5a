package io.rlmprov.apply;

import io.rlmprov.config.Https;
import io.rlmprov.config.Https.Certificates;
import io.rlmprov.facts.TlsCertificate;
import io.rlmprov.facts.TlsFacts;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the plan says of the names of the hub: where they lead, and which certificates there are. A warning and no error, since
 * a host behind NAT does not know its public address.
 *
 * @param host address of the host in hub.yaml
 */
record NameCheck(Https https, String host, TlsFacts facts) {
    /** Caddy's folder for the CA of the hub. */
    private static final String LOCAL = "local";

    List<String> notes() {
        List<String> notes = new ArrayList<>();
        // A name may not lead to a forwarded port of SSH.
        SortedSet<String> ours = facts.addresses(host).stream()
                .filter(address -> !address.startsWith("127.") && !address.equals("::1"))
                .collect(Collectors.toCollection(TreeSet::new));
        // Without the host's address in hub.yaml, as that of an alias in ssh_config, its own are all that is known.
        if (ours.isEmpty()) {
            ours.addAll(facts.own());
        }
        for (String domain : https.domains()) {
            List<String> addresses = facts.addresses(domain);
            if (addresses.isEmpty()) {
                notes.add(domain + " does not resolve on the host; set its A record to " + list(ours));
            } else {
                addresses.stream()
                        .filter(address ->
                                !ours.contains(address) && !facts.own().contains(address))
                        .findFirst()
                        .ifPresent(address ->
                                notes.add(domain + " resolves to " + address + ", and the host has " + list(ours)
                                        + "; unless that forwards to the host, correct its "
                                        + (address.contains(":") ? "AAAA" : "A") + " record"));
            }
        }
        if (!(https.certificates() instanceof Certificates.Own)) {
            boolean internal = https.certificates() instanceof Certificates.Internal;
            facts.kept().stream()
                    .filter(kept -> kept.folder().equals(LOCAL) == internal)
                    .filter(kept -> https.domains().contains(kept.name()))
                    .filter(kept -> facts.foreign(kept).isEmpty())
                    .forEach(kept -> kept.certificate()
                            .filter(it -> facts.expired(it).isEmpty())
                            .ifPresent(it -> notes.add(text(kept.name(), internal, it))));
        }
        return notes;
    }

    private static String text(String name, boolean internal, TlsCertificate certificate) {
        return "the certificate of " + name + " is from " + (internal ? "the CA of the hub" : certificate.issuer())
                + ", valid until " + DateTimeFormatter.ISO_INSTANT.format(certificate.end())
                + ", and renews automatically";
    }

    private static String list(SortedSet<String> addresses) {
        return addresses.isEmpty() ? "the host's address" : String.join(", ", addresses);
    }
}
