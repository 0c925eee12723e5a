package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import io.rlmprov.e2e.Command.Ended;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Docker on Debian 12, whose own packages have no compose v2: from a mirror of Docker's repository that another key
 * signs, as {@code docker.repository} and {@code docker.fingerprint} name it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpstreamDockerIT {
    private static final String SOURCES = "ls /etc/apt/sources.list.d /etc/apt/keyrings";

    private static LabHost host;
    private static HttpServer server;
    private static String fingerprint;
    private static String repository;

    @BeforeAll
    static void aHostAndAMirror() throws IOException {
        host = LabHost.named("upstream").distro("bookworm").up();
        Path mirror = Path.of(Command.of("lab/mirror").run().succeeded().strip());
        fingerprint = Files.readString(mirror.resolve("fingerprint")).strip();
        server = SimpleFileServer.createFileServer(
                new InetSocketAddress(0), mirror.toAbsolutePath().normalize(), OutputLevel.NONE);
        server.start();
        String gateway = host.root("ip route show default | cut -d' ' -f3").succeeded();
        repository = "http://" + gateway.strip() + ":" + server.getAddress().getPort();
    }

    @AfterAll
    static void removeBoth() {
        server.stop(0);
        host.close();
    }

    @Test
    @Order(10)
    void aMirrorOfAnotherKeyIsNotUsed() {
        String before = host.root(SOURCES).out();
        Ended refused = install("");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .contains(repository + "/linux/debian/gpg is the key " + fingerprint
                        + ", not 9DC858229FC7DD38854AE2D88D81803C0EBFCD88: not used.");
        assertThat(host.root(SOURCES).out()).isEqualTo(before);
        assertThat(host.root("command -v docker").out()).isEmpty();
    }

    @Test
    @Order(20)
    void aMirrorWithoutThisReleaseIsNotUsed() {
        host.root("sed -i.kept s/VERSION_CODENAME=bookworm/VERSION_CODENAME=trixie/ /etc/os-release")
                .succeeded();
        Ended refused = install(fingerprint);
        host.root("cp /etc/os-release.kept /etc/os-release").succeeded();
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("/linux/debian has no packages for trixie");
    }

    @Test
    @Order(30)
    void theMirrorThatTheFingerprintNamesIsUsed() {
        Ended installed = install(fingerprint);
        assertThat(installed.exit()).as(installed.out() + installed.err()).isZero();
        assertThat(installed.out()).contains("Adding Docker's package repository " + repository, "is ready");
        assertThat(host.root("docker compose version --short").succeeded()).startsWith("2.");
        assertThat(host.root("systemctl is-enabled docker").succeeded()).isEqualTo("enabled\n");
        assertThat(host.root("cat /etc/apt/sources.list.d/docker.sources").succeeded())
                .contains("URIs: " + repository + "/linux/debian\n", "Signed-By: /etc/apt/keyrings/docker.gpg\n");
    }

    @Test
    @Order(40)
    void whatIsThereIsLeftAlone() {
        String packages = host.root("dpkg -l").out();
        Ended again = install(fingerprint);
        assertThat(again.exit()).as(again.out() + again.err()).isZero();
        assertThat(again.out()).doesNotContain("Installing").contains("is ready");
        assertThat(host.root("dpkg -l").out()).isEqualTo(packages);
    }

    /** Runs the script on the host, over SSH. */
    private static Ended install(String key) {
        List<String> variables = List.of("INSTALL=auto", "REPOSITORY=" + repository, "FINGERPRINT=" + key);
        return Command.of(
                        "sh",
                        "-c",
                        "cat ansible-free-scripts/apt.sh ansible-free-scripts/install-docker.sh |"
                                + " lab/host ssh upstream sudo env " + String.join(" ", variables) + " sh -s")
                .run();
    }
}
