package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.e2e.Command.Ended;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A plain hub gets a certificate of an ACME authority, then one of its operator's, then one of a CA of its own. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HttpsIT {
    private static final String DOMAIN = "hub.example.org";
    private static final URI HUB = URI.create("https://" + DOMAIN);
    private static final String SERVER = "docker inspect --format '{{.Id}} {{.State.StartedAt}}' jupyter-ann";

    @TempDir
    static Path folder;

    private static LabHost host;
    private static Authority authority;
    private static Rlmprov rlmprov;
    private static HubYaml yaml;
    private static String server;

    @BeforeAll
    static void aPlainHubWithARunningServer() {
        authority = Authority.install(folder);
        host = LabHost.named("https")
                .withDocker()
                .withImagesOf(BareHostIT.BUILT)
                .up();
        rlmprov = Rlmprov.on(host);
        yaml = new HubYaml(folder.resolve("hub.yaml"), host.hubYaml("--name", "web"));
        Names.give(DOMAIN, Authority.addressOf(host));
        authority.resolve(Authority.addressOf(host));
        authority.start();
        apply();
        try (HubVisitor ann = HubVisitor.login(host.url(), "ann", "")) {
            ann.openServer(Duration.ofMinutes(3));
        }
        server = host.root(SERVER).succeeded();
    }

    @AfterAll
    static void removeHosts() {
        host.close();
        authority.close();
    }

    @Test
    @Order(1)
    void anAuthorityGivesACertificateAndTheServerRunsOn() {
        yaml.remove("http");
        yaml.set("https", "domain: " + DOMAIN, "acme: {directory: \"" + authority.directory() + "\", ca: ca.pem}");
        assertThat(apply().out()).contains("answers at https://hub.example.org/");

        Browser browser = new Browser(HUB, Optional.of(authority.trust()));
        try (HubVisitor ann = HubVisitor.login(browser, "ann", "")) {
            ann.openServer(Duration.ofMinutes(1));
            assertThat(ann.run("print(6 * 7)").shown()).isEqualTo("42");
        }
        assertThat(host.root(SERVER).out()).isEqualTo(server);
        assertThatThrownBy(() -> HubVisitor.awaitHub(host.url(), Duration.ofSeconds(1)))
                .hasMessageContaining("did not answer");
    }

    @Test
    @Order(2)
    void cookiesAreSecureAndPlainHttpLeadsToHttps() {
        try (Browser browser = new Browser(HUB, Optional.of(authority.trust()))) {
            Browser.Page page = browser.peek("/hub/login");
            assertThat(cookies(page)).isNotEmpty().allMatch(cookie -> cookie.contains("; Secure"));
            assertThat(page.header("strict-transport-security")).contains("max-age=15768000");
            Browser.Page in = browser.submit(
                    "/hub/login",
                    Map.of(
                            "username",
                            "bob",
                            "password",
                            "",
                            "_xsrf",
                            browser.xsrf("/hub/login").orElseThrow()));
            assertThat(cookies(in))
                    .anyMatch(cookie -> cookie.startsWith("jupyterhub-hub-login="))
                    .allMatch(cookie -> cookie.contains("; Secure"));
        }
        try (Browser plain = new Browser(URI.create("http://" + DOMAIN))) {
            Browser.Page page = plain.peek("/user/ann/lab?path=a");
            assertThat(page.status()).isEqualTo(308);
            assertThat(page.header("location")).contains(HUB + "/user/ann/lab?path=a");
            assertThat(plain.peek("/rlmprov-root.crt").status()).isEqualTo(308);
        }
    }

    @Test
    @Order(3)
    void theHubsLogNamesTheClient() {
        String client =
                host.root("ip -4 route show default | cut -d ' ' -f 3").out().strip();
        assertThat(host.root("docker logs --tail 100 rlmprov-web-hub 2>&1").out())
                .contains("bob@" + client);
    }

    @Test
    @Order(4)
    void theWayPastTlsIsTheHostsAlone() {
        assertThat(host.root("docker port rlmprov-web-proxy").out()).startsWith("8000/tcp -> 127.0.0.1:");
        assertThat(host.root(
                                "docker exec jupyter-ann python3 -c 'import socket; socket.create_connection((\"proxy\", 8000), 3)'")
                        .exit())
                .isNotZero();
    }

    @Test
    @Order(5)
    void checkNamesTheCertificateThatABrowserSees() throws IOException {
        Path names = Files.writeString(folder.resolve("hosts"), Authority.addressOf(host) + " " + DOMAIN + "\n");
        Path trust = authority.trustStore(folder.resolve("trust.p12"));
        Ended checked = rlmprov.with(
                        "RLMPROV_JAVA_OPTS",
                        "-Djdk.net.hosts.file=" + names + " -Djavax.net.ssl.trustStore=" + trust
                                + " -Djavax.net.ssl.trustStorePassword=" + Authority.PASSWORD)
                .run("check", yaml.file().toString());
        assertThat(checked.exit()).as(checked.out() + checked.err()).isZero();
        assertThat(checked.out())
                .containsPattern(
                        "https://hub.example.org/ answers this computer; certificate of CN=Pebble Intermediate CA"
                                + " [0-9a-f]+, valid until [0-9-]{10}\n");
    }

    @Test
    @Order(6)
    void aCertificateThatSomebodyPutThereIsReplaced() {
        host.root("cd /var/lib/docker/volumes/rlmprov-web-tls/_data/certificates/*/" + DOMAIN
                        + " && openssl req -x509 -newkey rsa:2048 -nodes -subj '/CN=Somebody CA' -days 9"
                        + " -addext subjectAltName=DNS:" + DOMAIN + " -keyout " + DOMAIN + ".key -out " + DOMAIN
                        + ".crt")
                .succeeded();
        assertThat(rlmprov.plan(yaml.file()).out())
                .containsPattern("certificate  from Somebody CA -> .*, renews automatically  \\(changed on the host\\)")
                .doesNotContain("service/hub ", "service/proxy ");
        apply();
        try (Browser browser = new Browser(HUB, Optional.of(authority.trust()))) {
            assertThat(browser.open("/hub/login").status()).isEqualTo(200);
        }
        assertThat(host.root(SERVER).out()).isEqualTo(server);
    }

    @Test
    @Order(7)
    void ownCertificatesAreServedAndReplaced() throws IOException {
        String first = certificate("first");
        yaml.set("https", "domain: " + DOMAIN, "certificate: hub.pem", "key: hub.key");
        apply();
        assertAnswers(first);
        String second = certificate("second");
        assertThat(rlmprov.plan(yaml.file()).out())
                .contains("~ file/tls/certificate.pem", "~ file/tls/key.pem", "service/tls")
                .doesNotContain("service/hub ", "service/proxy ");
        apply();
        assertAnswers(second);
        assertThat(host.root("stat -c %a /opt/rlmprov/web/tls/key.pem").out()).startsWith("600");
    }

    @Test
    @Order(8)
    void aCaOfItsOwnShowsItsRoot() {
        yaml.set("https", "domain: " + DOMAIN, "internal: true");
        apply();
        String root;
        try (Browser plain = new Browser(URI.create("http://" + DOMAIN))) {
            root = plain.peek("/rlmprov-root.crt").body();
        }
        assertAnswers(root);
        assertThat(host.root(SERVER).out()).isEqualTo(server);
    }

    @Test
    @Order(9)
    void backToPlainHttpAndAway() {
        yaml.remove("https").set("http", "url: " + host.url() + "/");
        apply();
        try (Browser plain = new Browser(host.url())) {
            assertThat(plain.peek("/hub/login").status()).isEqualTo(200);
        }
        assertThat(host.root(SERVER).out()).isEqualTo(server);
        Ended destroyed = rlmprov.destroy(yaml.file(), "--yes");
        assertThat(destroyed.exit()).as(destroyed.out() + destroyed.err()).isZero();
        assertThat(host.root("docker volume ls -q").out()).contains("rlmprov-web-tls");
        assertThat(host.root("docker network ls --format '{{.Name}}'").out()).doesNotContain("rlmprov-web");
        rlmprov.typing("web").destroy(yaml.file(), "--purge");
        assertThat(host.root("docker volume ls -q").out()).doesNotContain("rlmprov-web");
    }

    /** A new certificate and key in the folder; returns the certificate, which is signed by itself. */
    private static String certificate(String name) throws IOException {
        Command.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-subj",
                        "/CN=" + name,
                        "-addext",
                        "subjectAltName=DNS:" + DOMAIN,
                        "-addext",
                        "basicConstraints=critical,CA:FALSE",
                        "-days",
                        "60",
                        "-keyout",
                        folder.resolve("hub.key").toString(),
                        "-out",
                        folder.resolve("hub.pem").toString())
                .run()
                .succeeded();
        return Files.readString(folder.resolve("hub.pem"));
    }

    private static void assertAnswers(String root) {
        try (Browser browser = new Browser(HUB, Optional.of(Authority.trust(root)))) {
            assertThat(browser.open("/hub/login").status()).isEqualTo(200);
        }
    }

    private static List<String> cookies(Browser.Page page) {
        return page.response().headers().allValues("set-cookie");
    }

    private static Ended apply() {
        Ended applied = rlmprov.apply(yaml.file(), "--yes");
        assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
        assertThat(rlmprov.plan(yaml.file()).out()).contains("No changes.");
        return applied;
    }
}
