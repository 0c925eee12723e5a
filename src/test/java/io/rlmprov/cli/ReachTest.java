package io.rlmprov.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.rlmprov.apply.Station;
import io.rlmprov.apply.Station.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;

/** What keeps an operator's machine from the hub is told with what helps. */
class ReachTest {
    @Test
    void aHubThatAnswers() throws IOException {
        assertThat(answering(200)).satisfies(station -> {
            assertThat(station.outcome()).isEqualTo(Outcome.OK);
            assertThat(station.remedy()).isEmpty();
        });
    }

    @Test
    void somethingElseAnswers() throws IOException {
        assertThat(answering(502).said()).endsWith("status 502 instead of the hub's answer");
    }

    @Test
    void aPortWhereNobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Station station = new Reach("http://127.0.0.1:" + port + "/").station();
        assertThat(station.outcome()).isEqualTo(Outcome.UNREACHED);
        assertThat(station.said()).endsWith("nothing answers at the port");
        assertThat(station.remedy()).startsWith("Open the port");
    }

    @Test
    void aNameThatNobodyKnows() {
        assertThat(new Reach("http://hub.invalid/").station().said()).endsWith("the name is not resolved");
    }

    @Test
    void whatSpeaksNoTls() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answers = Thread.ofVirtual().start(() -> {
                try (Socket connection = socket.accept()) {
                    connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(new Reach("https://127.0.0.1:" + socket.getLocalPort() + "/")
                            .station()
                            .said())
                    .contains("no TLS connection: ");
            answers.join();
        }
    }

    @Test
    void aCertificateIsDescribedByItsIssuerAndItsLastDay() throws Exception {
        X509Certificate certificate;
        try (InputStream pem = Files.newInputStream(Path.of("src/test/resources/certificates/hub.pem"))) {
            certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
        assertThat(Reach.described(certificate)).isEqualTo("certificate of CN=University CA, valid until 2126-11-01");
    }

    private static Station answering(int status) throws IOException {
        HttpServer server = server(status);
        try {
            return new Reach("http://127.0.0.1:" + server.getAddress().getPort() + "/").station();
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer server(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hub/health", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
