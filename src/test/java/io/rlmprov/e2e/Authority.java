package io.rlmprov.e2e;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Pebble, an ACME authority for tests, and its DNS, on a lab host of their own. */
final class Authority implements AutoCloseable {
    private static final String SETUP = """
            set -eu
            export DEBIAN_FRONTEND=noninteractive
            apt-get -qq update && apt-get -qqy install --no-install-recommends pebble openssl curl >/dev/null
            mkdir -p /srv/pebble && cd /srv/pebble
            ec='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
            openssl req -x509 $ec -keyout ca.key -subj '/CN=CA of the directory' -days 30 -out ca.pem 2>/dev/null
            openssl req -new $ec -keyout dir.key -subj /CN=acme -addext "subjectAltName=IP:$1" -out dir.csr 2>/dev/null
            openssl x509 -req -in dir.csr -CA ca.pem -CAkey ca.key -copy_extensions copy -days 30 -out dir.pem 2>/dev/null
            echo '{"pebble": {"listenAddress": "0.0.0.0:14000", "managementListenAddress": "0.0.0.0:15000",
              "certificate": "dir.pem", "privateKey": "dir.key", "httpPort": 80, "tlsPort": 443}}' >pebble.json
            """;

    /** Of the file of {@link #trustStore}. */
    static final String PASSWORD = "changeit";

    private final LabHost host;
    private final String address;
    private String root = "";

    private Authority(LabHost host) {
        this.host = host;
        this.address = addressOf(host);
    }

    /** Installed, and not started. */
    static Authority install(Path folder) {
        Authority authority = new Authority(LabHost.named("authority").up());
        authority.sh("sh -s " + authority.address + " <<'END'\n" + SETUP + "END");
        try {
            Files.writeString(folder.resolve("ca.pem"), authority.sh("cat /srv/pebble/ca.pem"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return authority;
    }

    /** Its own address, whose CA is {@code ca.pem} in the folder. */
    String directory() {
        return "https://" + address + ":14000/dir";
    }

    /** Every name leads to this address from now on, as far as the authority knows. */
    void resolve(String to) {
        sh("systemctl stop dns 2>/dev/null; systemd-run --quiet --collect --unit dns pebble-challtestsrv -defaultIPv4 "
                + to + " -defaultIPv6 '' -http01 '' -https01 '' -tlsalpn01 '' -doh ''");
    }

    /** Starts it; its root certificate is another one each time. */
    void start() {
        sh("systemd-run --quiet --unit pebble --working-directory /srv/pebble -E PEBBLE_VA_NOSLEEP=1"
                + " pebble -config pebble.json -dnsserver 127.0.0.1:8053 -strict");
        root = sh("i=0; until curl -fsSk https://localhost:15000/roots/0; do"
                + " i=$((i + 1)); [ $i -lt 300 ] || exit 1; sleep 0.2; done");
    }

    /** A client's trust in its certificates, and in no others. */
    SSLContext trust() {
        return trust(root);
    }

    /** That trust as a file for another Java. */
    Path trustStore(Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            store(root).store(out, PASSWORD.toCharArray());
            return file;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trust in the certificates below this one, as PEM. */
    static SSLContext trust(String pem) {
        try {
            KeyStore store = store(pem);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore store(String pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "root",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
        return store;
    }

    /** The address of a lab host on the network of the machine's engine. */
    static String addressOf(LabHost host) {
        return Command.of(
                        "docker",
                        "inspect",
                        "--format",
                        "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
                        host.container())
                .run()
                .succeeded()
                .strip();
    }

    private String sh(String command) {
        return host.root(command).succeeded();
    }

    @Override
    public void close() {
        host.close();
    }
}
