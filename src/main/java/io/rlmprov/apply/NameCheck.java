package io.rlmprov.apply;

import io.rlmprov.config.Https;
import io.rlmprov.config.Https.Certificates;
import io.rlmprov.facts.TlsFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the plan says of the names of the hub: where they lead, and which certificates there are. A warning and no error, since
 * a host behind NAT does not know its public address.
 *
 * @param host address of the host in hub.yaml
 */
record NameCheck(Https https, String host, TlsFacts facts) {
    private static final String LETS_ENCRYPT = "acme-v02.api.letsencrypt.org-directory";

    List<String> notes() {
        List<String> notes = new ArrayList<>();
        SortedSet<String> ours = new TreeSet<>(facts.addresses(host));
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
            facts.certificates().stream()
                    .filter(certificate -> certificate.internal() == internal)
                    .filter(certificate -> https.domains().contains(certificate.name()))
                    .forEach(certificate -> notes.add(text(certificate)));
        }
        return notes;
    }

    private static String text(TlsFacts.Certificate certificate) {
        String from = certificate.internal()
                ? "the CA of the hub"
                : certificate.authority().equals(LETS_ENCRYPT) ? "Let's Encrypt" : certificate.authority();
        return "the certificate of " + certificate.name() + " is from " + from
                + (certificate.end().equals("-") ? "" : ", valid until " + certificate.end())
                + ", and renews automatically";
    }

    private static String list(SortedSet<String> addresses) {
        return addresses.isEmpty() ? "the host's address" : String.join(", ", addresses);
    }
}
