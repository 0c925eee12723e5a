package io.rlmprov.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Certificates in PEM files of the operator's. */
final class PemCertificates {
    private PemCertificates() {}

    /**
     * All of a file, in its order.
     *
     * @throws BadValue if it holds none, a damaged one, or a private key, which must not go where certificates go
     */
    static List<X509Certificate> read(Section section, Path file) throws BadValue {
        byte[] bytes = content(section, file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (text.contains("PRIVATE KEY-----")) {
            throw new BadValue("holds a private key", "name a file with certificates only; this one must not travel");
        }
        if (!text.contains("-----BEGIN CERTIFICATE-----")) {
            throw new BadValue(
                    "holds no PEM certificate", "convert it: openssl x509 -inform der -in FILE -out FILE.pem");
        }
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new BadValue("holds a damaged certificate", "fetch it again; openssl x509 -in FILE must read it");
        }
    }

    /** The same of a file that may have been reported as missing. */
    static List<X509Certificate> authorities(Section section, Optional<Path> file) throws BadValue {
        return file.isPresent() ? read(section, file.get()) : List.of();
    }

    /**
     * What a file holds.
     *
     * @throws BadValue if it cannot be read
     */
    static byte[] content(Section section, Path file) throws BadValue {
        try {
            return section.reading().references().sources().bytes(file);
        } catch (IOException e) {
            throw new BadValue("cannot be read" + Sources.reason(e), "check its content and who may read it");
        }
    }
}
