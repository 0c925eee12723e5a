package io.rlmprov.facts;

import io.rlmprov.model.Sha256;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * What a plan looks at in a certificate of a hub.
 *
 * @param fingerprint SHA-256 of it, in hexadecimal
 * @param names for which browsers take it, in lower case
 * @param issuer the organization that gave it, or its authority's common name
 * @param begin when it begins to be valid
 * @param end when it ends
 */
public record TlsCertificate(String fingerprint, List<String> names, String issuer, Instant begin, Instant end) {
    /** In subject alternative names: of the DNS. */
    private static final Integer DNS = 2;

    private static final Pattern PEM = Pattern.compile("-BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END");

    /** The first one of a PEM file; empty if there is none. */
    public static Optional<TlsCertificate> first(String pem) {
        Matcher matcher = PEM.matcher(pem);
        return matcher.find() ? parse(matcher.group(1).replaceAll("\\s", "")) : Optional.empty();
    }

    /** Reads one from base64; empty if it is none. */
    static Optional<TlsCertificate> parse(String base64) {
        try {
            byte[] der = Base64.getDecoder().decode(base64);
            return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der))
                            instanceof X509Certificate it
                    ? Optional.of(of(it, der))
                    : Optional.empty();
        } catch (IllegalArgumentException | CertificateException e) {
            return Optional.empty();
        }
    }

    private static TlsCertificate of(X509Certificate it, byte[] der) throws CertificateParsingException {
        Collection<List<?>> names = it.getSubjectAlternativeNames();
        return new TlsCertificate(
                Sha256.of(der),
                names == null
                        ? List.of()
                        : names.stream()
                                .filter(name -> DNS.equals(name.getFirst()))
                                .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                                .toList(),
                issuer(it.getIssuerX500Principal().getName()),
                it.getNotBefore().toInstant(),
                it.getNotAfter().toInstant());
    }

    /** An authority has several intermediate certificates and replaces them, with another number at the end of their names. */
    private static String issuer(String distinguished) {
        try {
            List<Rdn> parts = new LdapName(distinguished).getRdns();
            return part(parts, "O")
                    .or(() -> part(parts, "CN").map(name -> name.replaceFirst("[ -]+([0-9a-f]{6,}|[A-Z]?[0-9]+)$", "")))
                    .orElse(distinguished);
        } catch (InvalidNameException e) {
            return distinguished;
        }
    }

    private static Optional<String> part(List<Rdn> parts, String type) {
        return parts.stream()
                .filter(part -> part.getType().equalsIgnoreCase(type))
                .map(part -> String.valueOf(part.getValue()))
                .findFirst();
    }
}
