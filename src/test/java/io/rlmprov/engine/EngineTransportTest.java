package io.rlmprov.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.rlmprov.host.Dialer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTransportTest {
    /** An engine that says what it was told to say, whatever it is asked. */
    private static final class ScriptedHost implements Dialer {
        final ByteArrayOutputStream asked = new ByteArrayOutputStream();
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";
        String errors = "";
        boolean socketRefused;
        boolean stopsReading;
        boolean fallsSilent;
        int sockets;
        int commands;
        int closed;

        @Override
        public String name() {
            return "hub1";
        }

        @Override
        public Conversation socket(String path) throws IOException {
            sockets++;
            if (socketRefused) {
                throw new IOException("open failed");
            }
            return new Scripted();
        }

        @Override
        public Conversation command(String command) {
            commands++;
            return new Scripted();
        }

        private final class Scripted implements Conversation {
            private final CountDownLatch open = new CountDownLatch(1);
            private final InputStream input = new SequenceInputStream(
                    new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)), new InputStream() {
                        @Override
                        public int read() throws IOException {
                            try {
                                if (fallsSilent) {
                                    open.await();
                                }
                                return -1;
                            } catch (InterruptedException e) {
                                throw new IOException(e);
                            }
                        }
                    });

            @Override
            public InputStream input() {
                return input;
            }

            @Override
            public OutputStream output() {
                return new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        if (stopsReading) {
                            throw new IOException("the remote process no longer reads");
                        }
                        asked.write(b);
                    }
                };
            }

            @Override
            public String errors() {
                return errors;
            }

            @Override
            public void close() {
                open.countDown();
                closed++;
            }
        }
    }

    private final ScriptedHost host = new ScriptedHost();
    private final EngineTransport transport = new EngineTransport(new EngineDialer(host));
    private final EngineTransport impatient = new EngineTransport(new EngineDialer(host), Duration.ofSeconds(1));

    @Test
    void aRequestIsSentWithItsBodyAndTheChannelIsClosedWithTheResponse() throws IOException {
        Request request = Request.builder()
                .method(Request.Method.POST)
                .path("/containers/x/update")
                .putHeader("content-type", "application/json")
                .bodyBytes("{}".getBytes(StandardCharsets.UTF_8))
                .build();

        try (Response response = transport.execute(request)) {
            assertThat(response.getBody().readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("OK");
            assertThat(host.closed).isZero();
        }

        assertThat(host.closed).isEqualTo(1);
        assertThat(host.asked.toString(StandardCharsets.UTF_8))
                .isEqualTo("POST /containers/x/update HTTP/1.1\r\nHost: docker\r\ncontent-type: application/json\r\n"
                        + "Connection: close\r\nContent-Length: 2\r\n\r\n{}");
    }

    @Test
    void aStreamToTheEngineIsRefusedBeforeAnythingIsSent() {
        InputStream stream = new ByteArrayInputStream("tar".getBytes(StandardCharsets.UTF_8));
        Request.Builder post = Request.builder().method(Request.Method.POST).path("/images/load");

        assertThatThrownBy(() -> transport.execute(post.body(stream).build()))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("/images/load");
        assertThat(host.asked.size()).isZero();
    }

    @Test
    void whereTheSocketIsRefusedTheCommandIsUsedFromThenOn() {
        host.socketRefused = true;

        transport.execute(ping()).close();
        transport.execute(ping()).close();

        assertThat(host.sockets).isEqualTo(1);
        assertThat(host.commands).isEqualTo(2);
    }

    @Test
    void anEngineThatIsNotThereIsSaidInTheCommandsWords() {
        host.socketRefused = true;
        host.answer = "";
        host.errors = "Cannot connect to the Docker daemon\n";

        assertThatThrownBy(() -> transport.execute(ping()))
                .isInstanceOf(EngineException.class)
                .hasMessage("hub1: the Docker engine does not answer: Cannot connect to the Docker daemon");
        assertThat(host.closed).isEqualTo(1);
    }

    @Test
    void anEngineThatRefusesBeforeItReadEverythingIsHeard() throws IOException {
        host.stopsReading = true;
        host.answer = "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig";

        try (Response response = transport.execute(ping())) {
            assertThat(response.getStatusCode()).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /_ping, 1", "POST, /v1.44/containers/x/stop?t=1, 2", "DELETE, /v1.44/containers/t=9?force=1, 1"})
    @Timeout(60)
    void anEngineThatAcceptsAndSaysNothingIsGivenUp(Request.Method method, String path, int seconds) {
        host.answer = "";
        host.fallsSilent = true;

        assertThatThrownBy(() -> impatient.execute(
                        Request.builder().method(method).path(path).build()))
                .isInstanceOf(EngineException.class)
                .hasMessage("hub1: the Docker engine does not answer: no answer within " + seconds + " s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 9", "Transfer-Encoding: chunked", "X: up to the end of the connection"})
    @Timeout(60)
    void anAnswerThatDoesNotComeToItsEndIsNoAnswer(String header) {
        host.answer = "HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n3\r\nabc";
        host.fallsSilent = true;

        try (Response response = impatient.execute(ping())) {
            assertThatThrownBy(() -> response.getBody().readAllBytes())
                    .isInstanceOf(IOException.class)
                    .hasMessage("no answer within 1 s");
        }
    }

    private static Request ping() {
        return Request.builder().method(Request.Method.GET).path("/_ping").build();
    }
}
