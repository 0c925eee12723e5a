package io.rlmprov.engine;

import com.github.dockerjava.transport.DockerHttpClient;
import io.rlmprov.host.Dialer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 for docker-java, one channel for each request ({@code Connection: close}): no ports, no native code. */
final class EngineTransport implements DockerHttpClient {
    /** Of an answer as a whole; what we ask takes the engine a second or two. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Seconds that a container has to end before it is killed; the engine answers after that. */
    private static final Pattern GRACE = Pattern.compile("/stop\\?t=([0-9]{1,6})");

    private final EngineDialer dialer;
    private final Duration patience;

    EngineTransport(EngineDialer dialer) {
        this(dialer, PATIENCE);
    }

    EngineTransport(EngineDialer dialer, Duration patience) {
        this.dialer = dialer;
        this.patience = patience;
    }

    /**
     * Sends a request.
     *
     * @throws UnsupportedOperationException for a stream to the engine, as of an upload or of an attached stdin: rlmprov has
     *     none, because its scripts send what is large
     */
    @Override
    public Response execute(Request request) {
        boolean streams = request.body() != null && request.bodyBytes() == null;
        if (streams || request.hijackedInput() != null) {
            throw new UnsupportedOperationException("a stream to the engine: " + request.path());
        }
        Dialer.Conversation conversation = dialer.dial();
        Deadline deadline = new Deadline(patience.plus(grace(request)), conversation);
        try {
            IOException unsent = send(request, conversation.output());
            HttpHead head = answer(conversation, unsent);
            InputStream body = deadline.over(HttpBody.of(head, conversation.input()));
            return new Answer(head, body, conversation, deadline);
        } catch (IOException e) {
            deadline.close();
            conversation.close();
            throw EngineException.unavailable(
                    dialer.host(), String.valueOf(deadline.why(e).getMessage()));
        } catch (RuntimeException e) {
            deadline.close();
            conversation.close();
            throw e;
        }
    }

    @Override
    public void close() {
        // The connection is the host's.
    }

    private static Duration grace(Request request) {
        Matcher stop = GRACE.matcher(request.path());
        return stop.find() ? Duration.ofSeconds(Long.parseLong(stop.group(1))) : Duration.ZERO;
    }

    /** An engine that refuses early stops reading: then its answer says more than our failure to send. */
    private static @Nullable IOException send(Request request, OutputStream out) {
        try {
            out.write(head(request).getBytes(StandardCharsets.ISO_8859_1));
            byte[] bytes = request.bodyBytes();
            if (bytes != null) {
                out.write(bytes);
            }
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private static String head(Request request) {
        StringBuilder head =
                new StringBuilder(request.method() + " " + request.path() + " HTTP/1.1\r\nHost: docker\r\n");
        request.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Connection: close\r\n");
        byte[] bytes = request.bodyBytes();
        if (bytes != null) {
            head.append("Content-Length: ").append(bytes.length).append("\r\n");
        } else if (!request.method().equals("GET")) {
            head.append("Content-Length: 0\r\n");
        }
        return head.append("\r\n").toString();
    }

    private HttpHead answer(Dialer.Conversation conversation, @Nullable IOException unsent) throws IOException {
        try {
            return HttpHead.read(conversation.input());
        } catch (EOFException silence) {
            String errors = conversation.errors();
            if (!errors.isBlank()) {
                throw new IOException(errors, silence);
            }
            throw unsent == null ? silence : unsent;
        }
    }

    private record Answer(HttpHead head, InputStream body, Dialer.Conversation conversation, Deadline deadline)
            implements Response {
        @Override
        public int getStatusCode() {
            return head.status();
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return head.headers();
        }

        @Override
        public InputStream getBody() {
            return body;
        }

        @Override
        public void close() {
            deadline.close();
            conversation.close();
        }
    }
}
