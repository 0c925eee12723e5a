package io.rlmprov.apply;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the very script that goes to hosts, with a docker whose Caddy has the log and the volume of a folder. */
class AwaitCertificateScriptTest {
    private static final Path ERRORS = Path.of("src/test/resources/https/errors.txt");
    private static final Path CERTIFICATE = Path.of("src/test/resources/certificates/hub.pem");

    @TempDir
    Path folder;

    @BeforeEach
    void aCaddyThatListens() throws IOException {
        Path docker =
                Files.writeString(Files.createDirectories(folder.resolve("bin")).resolve("docker"), """
                #!/bin/sh
                case "$*" in
                    'volume inspect '*) echo "$ROOT/data" ;;
                    'inspect --format {{.State.Status}} {{.RestartCount}} rlmprov-h-tls') echo running 0 ;;
                    'inspect --format {{.State.Pid}} rlmprov-h-tls') echo "self/root$ROOT" ;;
                    'port rlmprov-h-proxy 8000/tcp') echo 0.0.0.0:8000 ;;
                    'logs --tail 200 rlmprov-h-tls') cat "$ROOT/log" >&2 ;;
                esac
                """);
        assertThat(docker.toFile().setExecutable(true)).isTrue();
        Files.createDirectories(folder.resolve("net"));
        file("net/tcp6", "  0: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A 0\n");
        file("log", "{\"level\":\"info\",\"logger\":\"tls.obtain\",\"msg\":\"acquiring lock\"}\n");
        environment("");
    }

    @ParameterizedTest
    @MethodSource("errors")
    void saysWhatTheAuthoritySaysAndWhatToDo(String error, String remedy) throws Exception {
        file(
                "log",
                "{\"level\":\"error\",\"ts\":1.5,\"logger\":\"tls.obtain\",\"msg\":\"will retry\",\"error\":\"" + error
                        + "\",\"attempt\":1,\"retrying_in\":60}\n{\"level\":\"error\",\"logger\":\"http.log\",\"error\":\"EOF\"}\n");
        Ended ended = run();
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.said())
                .contains(
                        "There is no certificate for hub.example.org after 0 seconds. The authority says:\n  "
                                + error.replace("\\\"", "\"") + "\n",
                        remedy,
                        "The old address still answers.");
    }

    static Stream<Arguments> errors() throws IOException {
        return Arrays.stream(Files.readString(ERRORS).split("\n\n", -1))
                .filter(block -> !block.startsWith("#"))
                .map(block -> block.split("\n> ", -1))
                .map(block -> Arguments.of(block[0], block[1].strip()));
    }

    /** An authority that offers more kinds of challenges than Caddy can meet, as Let's Encrypt does, is asked for all in turn. */
    @ParameterizedTest
    @ValueSource(strings = {"caddy-2.6.log", "caddy-2.11.log"})
    void saysWhatWasSaidOfEachChallenge(String name) throws Exception {
        Files.copy(Path.of("src/test/resources/https", name), folder.resolve("log"), REPLACE_EXISTING);
        assertThat(run().said())
                .contains(
                        "The authority says:\n  http-01: urn:ietf:params:acme:error:connection - ",
                        "\n  tls-alpn-01: urn:ietf:params:acme:error:unauthorized - Failed to connect to",
                        "open TCP ports 80 and 443 to the internet");
    }

    @Test
    void theCertificateOfTheAuthorityIsEnough() throws Exception {
        keep("acme-v02.api.letsencrypt.org-directory");
        assertThat(run().said()).isEqualTo("==> There is a certificate for hub.example.org\n");
        assertThat(folder.resolve("data/proven/acme-v02.api.letsencrypt.org-directory/hub.example.org.crt"))
                .hasSameBinaryContentAs(CERTIFICATE);
    }

    @Test
    void thatOfAnotherAuthorityIsNot() throws Exception {
        keep("acme-v02.api.letsencrypt.org-directory");
        environment("TLS_DIRECTORY=https://ACME.example.org:9000/acme/dir/\n");
        assertThat(run().exit()).isEqualTo(1);
        keep("local");
        assertThat(run().exit()).isEqualTo(1);
        keep("acme.example.org-9000-acme-dir");
        assertThat(run().exit()).isZero();
    }

    private void keep(String authority) throws IOException {
        Path kept = Files.createDirectories(folder.resolve("data/certificates/" + authority + "/hub.example.org"));
        Files.copy(CERTIFICATE, kept.resolve("hub.example.org.crt"));
    }

    private void environment(String more) throws IOException {
        Files.createDirectories(folder.resolve("opt/rlmprov/h"));
        file("opt/rlmprov/h/.env", "TLS_DOMAINS=hub.example.org\nTLS_KIND=acme\n" + more);
    }

    private void file(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private record Ended(int exit, String said) {}

    private Ended run() throws Exception {
        ProcessBuilder process = new ProcessBuilder("sh", "ansible-free-scripts/await-certificate.sh");
        process.environment().merge("PATH", folder.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        process.environment().put("ROOT", folder.toString());
        process.environment().put("HUB", "h");
        process.environment().put("PATIENCE", "0");
        Process running = process.redirectErrorStream(true).start();
        running.getOutputStream().close();
        String said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(running.waitFor(), said);
    }
}
