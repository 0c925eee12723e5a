package io.rlmprov.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A running kernel, reached over its websocket in the JSON form of the Jupyter messaging protocol 5. */
final class Kernel implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private final Browser browser;
    private final String path;
    private final String session;
    private final WebSocket socket;
    private final BlockingQueue<String> received;

    private Kernel(Browser browser, String path, String session, WebSocket socket, BlockingQueue<String> received) {
        this.browser = browser;
        this.path = path;
        this.session = session;
        this.socket = socket;
        this.received = received;
    }

    static Kernel attach(Browser browser, String path) {
        var session = UUID.randomUUID().toString();
        var received = new LinkedBlockingQueue<String>();
        var base = browser.base();
        var uri = URI.create(base.toString().replaceFirst("^http", "ws").replaceFirst("/$", "") + path
                + "/channels?session_id=" + session
                + browser.xsrf(path)
                        .map(token -> "&_xsrf=" + token.replace("|", "%7C"))
                        .orElse(""));
        var builder = browser.http().newWebSocketBuilder().connectTimeout(Duration.ofSeconds(30));
        browser.cookieHeader(path).ifPresent(cookies -> builder.header("Cookie", cookies));
        var socket = builder.buildAsync(uri, new Receiver(received)).join();
        return new Kernel(browser, path, session, socket, received);
    }

    /**
     * Runs code and waits for its end.
     *
     * @throws IllegalStateException if the kernel says nothing for two minutes
     */
    Execution execute(String code) {
        var id = UUID.randomUUID().toString();
        socket.sendText(request(id, code), true).join();
        var output = new StringBuilder();
        Optional<String> result = Optional.empty();
        Optional<String> error = Optional.empty();
        var replied = false;
        var idle = false;
        while (!replied || !idle) {
            var message = next();
            if (!message.path("parent_header").path("msg_id").asText().equals(id)) {
                continue;
            }
            var content = message.path("content");
            switch (message.path("header").path("msg_type").asText()) {
                case "stream" -> output.append(content.path("text").asText());
                case "execute_result", "display_data" ->
                    result = Optional.of(content.path("data").path("text/plain").asText());
                case "error" -> error = Optional.of(describe(content));
                case "execute_reply" -> replied = true;
                case "status" -> idle = content.path("execution_state").asText().equals("idle");
                default -> {
                    // execute_input and comm messages: nothing that a reader of the cell sees.
                }
            }
        }
        return new Execution(output.toString(), result, error);
    }

    /** The same kernel over a new connection, as JupyterLab makes one when the old one ended. */
    Kernel reconnected() {
        socket.abort();
        return attach(browser, path);
    }

    private String request(String id, String code) {
        var header = Map.of(
                "msg_id", id, "msg_type", "execute_request", "username", "", "session", session, "version", "5.3");
        var content = Map.of(
                "code",
                code,
                "silent",
                false,
                "store_history",
                true,
                "user_expressions",
                Map.of(),
                "allow_stdin",
                false);
        try {
            return JSON.writeValueAsString(Map.of(
                    "header",
                    header,
                    "parent_header",
                    Map.of(),
                    "metadata",
                    Map.of(),
                    "content",
                    content,
                    "buffers",
                    new String[0],
                    "channel",
                    "shell"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode next() {
        try {
            var text = received.poll(SILENCE.toSeconds(), TimeUnit.SECONDS);
            if (text == null) {
                throw new IllegalStateException("the kernel " + path + " said nothing for " + SILENCE);
            }
            if (text.startsWith(Receiver.CLOSED)) {
                throw new IllegalStateException("the connection to the kernel " + path + " ended: " + text);
            }
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String describe(JsonNode content) {
        var trace = new StringBuilder();
        content.path("traceback").forEach(line -> trace.append(line.asText()).append('\n'));
        // Without the terminal colours of IPython.
        return content.path("ename").asText() + ": " + content.path("evalue").asText() + "\n"
                + trace.toString().replaceAll("\u001b\\[[0-9;]*m", "");
    }

    /** Closes the connection and shuts the kernel down. */
    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                .orTimeout(5, TimeUnit.SECONDS)
                .exceptionally(e -> socket)
                .join();
        browser.rest("DELETE", path);
    }

    /** Puts whole messages into a queue; a closed connection is the last of them. */
    private static final class Receiver implements WebSocket.Listener {
        static final String CLOSED = "closed: ";
        private final StringBuilder part = new StringBuilder();
        private final BlockingQueue<String> queue;

        Receiver(BlockingQueue<String> queue) {
            this.queue = queue;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                queue.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            queue.add(CLOSED + status + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            queue.add(CLOSED + error);
        }
    }
}
