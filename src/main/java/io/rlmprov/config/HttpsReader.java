package io.rlmprov.config;

import io.rlmprov.config.Https.Certificates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The section {@code https}. */
final class HttpsReader {
    /** Names that exist in one network only: no authority that the world trusts can give a certificate for them. */
    private static final String LOCAL =
            "[^.]+|.*\\.(local|localhost|internal|intranet|lan|home|corp|test|example|invalid" + "|home\\.arpa)";

    /** Stands for a domain after it was reported. */
    private static final String PLACEHOLDER = "hub.example.org";

    private static final String NAME = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*";

    private static final Format<String> DOMAIN =
            ((Format<String>) HttpsReader::domain).written(Shape.matching("(?![0-9.]+$)" + NAME));

    private static final Format<String> EMAIL =
            Formats.matching("[^\\s@\"]+@[^\\s@\"]+", "is not an e-mail address", "write it as ops@example.org");

    private static final Format<String> DIRECTORY = Formats.matching(
            "https://[^\\s?#@\"]+",
            "is not the address of an ACME directory",
            "write it as the authority does, as https://acme.example.org/directory");

    private final Section https;
    private final boolean written;

    private HttpsReader(Section https, boolean written) {
        this.https = https;
        this.written = written;
    }

    /** Empty without the section: the hub speaks plain HTTP. */
    static Optional<Https> read(Section root) {
        boolean written = root.has("https");
        root.mayBeAbsent("https");
        Https https = new HttpsReader(root.section("https"), written).read();
        return written ? Optional.of(https) : Optional.empty();
    }

    private Https read() {
        List<String> domains = domains();
        boolean internal = https.flag("internal");
        boolean own = https.has("certificate") || https.has("key");
        Optional<Certificates> certificate = new OwnCertificate(https, own).read(domains);
        Certificates.Acme acme = acme();
        if (certificate.isPresent()) {
            refuse("internal", "certificate");
            refuseAcme("certificate");
            return new Https(domains, certificate.get());
        }
        if (internal) {
            refuseAcme("internal");
            return new Https(domains, new Certificates.Internal());
        }
        if (acme.directory().isEmpty()) {
            domains.stream()
                    .filter(domain -> domain.matches(LOCAL))
                    .findFirst()
                    .ifPresent(
                            domain -> https.error(
                                    "domain",
                                    "\"" + domain
                                            + "\" is not a name in the public DNS, so Let's Encrypt gives no certificate for it",
                                    "write internal: true, certificate and key, or the acme.directory of an authority that knows it"));
        }
        return new Https(domains, acme);
    }

    private List<String> domains() {
        List<String> domains = new ArrayList<>();
        https.require("domain");
        if (https.hasValue("domain")) {
            https.value("domain", DOMAIN).ifPresent(domains::add);
        } else if (written && !https.has("domain")) {
            https.error("domain", "is missing", "write the name of the hub, as hub.example.org");
        } else {
            https.fields("domain")
                    .forEach(field -> https.parse(field, DOMAIN).ifPresent(name -> add(field, name, domains)));
        }
        if (written && https.has("domain") && https.nothing("domain")) {
            https.error("domain", "is empty", "write the name of the hub, as hub.example.org");
        }
        return domains.isEmpty() ? List.of(PLACEHOLDER) : List.copyOf(domains);
    }

    private void add(Field field, String name, List<String> domains) {
        if (domains.contains(name)) {
            https.reading()
                    .problems()
                    .error(field.at(), field.path(), "\"" + name + "\" stands there twice", "remove it");
        }
        domains.add(name);
    }

    private Certificates.Acme acme() {
        Section acme = https.section("acme");
        Optional<String> directory = acme.value("directory", DIRECTORY);
        Optional<Path> ca = acme.existing("ca", Sources.Kind.FILE);
        if (acme.has("ca")) {
            acme.field("ca").ifPresent(field -> acme.parse(field, _ -> PemCertificates.authorities(acme, ca)));
            if (!acme.has("directory")) {
                acme.error("ca", "has no effect without acme.directory", "write that too, or remove it");
            }
        }
        return new Certificates.Acme(https.value("email", EMAIL), directory, ca);
    }

    private void refuseAcme(String with) {
        refuse("email", with);
        refuse("acme", with);
    }

    private void refuse(String key, String with) {
        if (https.has(key)) {
            https.error(key, "has no effect with https." + with, "remove one of them");
        }
    }

    private static String domain(String text) throws BadValue {
        if (text.matches("(?i)https?://.*") || text.contains("/")) {
            throw new BadValue("is an address", "write the name alone, as hub.example.org");
        }
        if (text.matches("[0-9.]+|.*:.*:.*|\\[.*")) {
            throw new BadValue("is an IP address", "write a name: certificates are for names");
        }
        if (text.matches(".*:[0-9]*")) {
            throw new BadValue("has a port", "remove it: https is on port 443");
        }
        if (text.startsWith("*.")) {
            throw new BadValue(
                    "is a pattern",
                    "write the name of the hub; a certificate of a pattern goes into https.certificate");
        }
        if (text.length() > 253 || !text.matches(NAME)) {
            throw new BadValue(
                    "is not a domain name",
                    "write it in lower case, as hub.example.org; names with other letters as xn--...");
        }
        return text;
    }
}
