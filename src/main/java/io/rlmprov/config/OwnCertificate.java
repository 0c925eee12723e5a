package io.rlmprov.config;

import io.rlmprov.config.Https.Certificates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys {@code certificate} and {@code key} of {@code https}: whether the two belong together, and whether the certificate
 * is for the hub's names and for today.
 *
 * @param written whether one of the two is there
 */
record OwnCertificate(Section https, boolean written) {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final String CONVERT = "convert it: openssl pkcs8 -topk8 -nocrypt -in FILE -out NEW";
    private static final Duration SOON = Duration.ofDays(30);
    private static final Path NONE = Path.of("none");
    private static final byte[] WORDS = "Do you belong together?".getBytes(StandardCharsets.US_ASCII);

    /** Empty if neither key is written. */
    Optional<Certificates> read(List<String> domains) {
        Optional<Path> chain = file("certificate", "a PEM file: the certificate of the hub, then those above it");
        Optional<Path> key = file("key", "the PEM file with the certificate's private key");
        Optional<X509Certificate> leaf = chain.flatMap(path -> parse("certificate", () -> leaf(path, domains)));
        key.ifPresent(path -> parse("key", () -> {
            byte[] der = der(new String(PemCertificates.content(https, path), StandardCharsets.ISO_8859_1));
            if (leaf.isPresent()) {
                belongs(leaf.get().getPublicKey(), der);
            }
            return der;
        }));
        return written ? Optional.of(new Certificates.Own(chain.orElse(NONE), key.orElse(NONE))) : Optional.empty();
    }

    private Optional<Path> file(String name, String what) {
        if (written && !https.has(name)) {
            https.error(name, "is missing: https.certificate and https.key go together", "name " + what);
        }
        return https.existing(name, Sources.Kind.FILE);
    }

    private interface Check<T> {
        T of() throws BadValue;
    }

    private <T> Optional<T> parse(String name, Check<T> check) {
        return https.field(name).flatMap(field -> https.parse(field, _ -> check.of()));
    }

    private X509Certificate leaf(Path file, List<String> domains) throws BadValue {
        X509Certificate leaf = PemCertificates.read(https, file).getFirst();
        if (leaf.getBasicConstraints() >= 0) {
            throw new BadValue(
                    "begins with a certificate of an authority",
                    "put the certificate of the hub first, then those above it");
        }
        for (String domain : domains) {
            if (names(leaf).stream().noneMatch(name -> covers(name, domain))) {
                throw new BadValue(
                        "is not for " + domain + "; its names are " + String.join(", ", names(leaf)),
                        "name the certificate of the hub, or change https.domain");
            }
        }
        dates(leaf);
        return leaf;
    }

    private void dates(X509Certificate leaf) throws BadValue {
        Instant now = https.reading().references().sources().now();
        Instant begin = leaf.getNotBefore().toInstant();
        Instant end = leaf.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            throw new BadValue("was valid until " + day(end), "have it renewed");
        }
        if (now.isBefore(begin)) {
            throw new BadValue(
                    "is valid from " + day(begin) + " on", "wait, or see whether this machine's clock is right");
        }
        if (now.plus(SOON).isAfter(end)) {
            https.warning(
                    "certificate", "ends on " + day(end), "have it renewed, put the new one there and run apply again");
        }
    }

    private static String day(Instant time) {
        return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    /** The DNS names among the subject alternative names: browsers look at nothing else. */
    private static List<String> names(X509Certificate leaf) {
        try {
            Collection<List<?>> names = leaf.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Integer.valueOf(2).equals(name.getFirst()))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** RFC 6125: a star stands for one label, the first one. */
    private static boolean covers(String name, String domain) {
        int dot = domain.indexOf('.');
        return name.equalsIgnoreCase(domain)
                || (name.startsWith("*.") && dot > 0 && name.substring(1).equalsIgnoreCase(domain.substring(dot)));
    }

    private static byte[] der(String pem) throws BadValue {
        Matcher matcher = KEY.matcher(pem);
        if (matcher.find()) {
            try {
                return Base64.getMimeDecoder().decode(matcher.group(1));
            } catch (IllegalArgumentException e) {
                throw new BadValue("holds a damaged key", "fetch it again; openssl pkey -in FILE -check must read it");
            }
        }
        if (pem.contains("BEGIN ENCRYPTED PRIVATE KEY") || pem.contains("Proc-Type: 4,ENCRYPTED")) {
            throw new BadValue("is encrypted, and nobody types its passphrase at a boot", CONVERT);
        }
        throw new BadValue("holds no private key in the form PKCS #8", CONVERT);
    }

    /** What the key has signed, the certificate's public key must confirm. */
    private static void belongs(PublicKey certified, byte[] der) throws BadValue {
        try {
            PrivateKey key =
                    KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(der));
            Signature signature = Signature.getInstance(algorithm(certified));
            signature.initSign(key);
            signature.update(WORDS);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(WORDS);
            if (signature.verify(signed)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            // A key of another kind than the certificate's.
        }
        throw new BadValue("is not the key of https.certificate", "name the one with which it was requested");
    }

    private static String algorithm(PublicKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
    }
}
