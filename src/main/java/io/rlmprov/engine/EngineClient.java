package io.rlmprov.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.transport.DockerHttpClient;
import io.rlmprov.config.RlmprovException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** docker-java over our transport: connects at the first question, agrees on a version, and turns errors into ours. */
final class EngineClient {
    /** The newest version that docker-java 3.7 knows; Docker 29 takes nothing older. */
    private static final int NEWEST_MINOR = 44;

    private static final Pattern VERSION = Pattern.compile("1\\.([0-9]{1,3})");

    private final EngineDialer dialer;
    private @Nullable DockerClient client;

    EngineClient(EngineDialer dialer) {
        this.dialer = dialer;
    }

    String host() {
        return dialer.host();
    }

    /**
     * Asks the engine something.
     *
     * @param doing for the error: {@code host: cannot <doing>: reason}
     */
    <T> T ask(String doing, Function<DockerClient, T> question) {
        try {
            return question.apply(client());
        } catch (RlmprovException known) {
            throw known;
        } catch (RuntimeException e) {
            throw new EngineException(
                    host() + ": cannot " + doing + ": " + reason(e), "See \"journalctl -u docker\" on the host.", e);
        }
    }

    private synchronized DockerClient client() {
        if (client == null) {
            EngineTransport transport = new EngineTransport(dialer);
            client = DockerClientImpl.getInstance(new EngineSettings(negotiate(transport)), transport);
        }
        return client;
    }

    /** {@code /_ping} works without a version in its path and answers with the newest that the engine has. */
    private RemoteApiVersion negotiate(EngineTransport transport) {
        DockerHttpClient.Request ping = DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.GET)
                .path("/_ping")
                .build();
        try (DockerHttpClient.Response response = transport.execute(ping)) {
            Matcher version = VERSION.matcher(
                    Optional.ofNullable(response.getHeader("Api-Version")).orElse(""));
            if (response.getStatusCode() != 200 || !version.matches()) {
                throw EngineException.unavailable(host(), "status " + response.getStatusCode() + " to a ping");
            }
            return RemoteApiVersion.create(1, Math.min(NEWEST_MINOR, Integer.parseInt(version.group(1))));
        }
    }

    /** The engine's own sentence: docker-java gives {@code Status 409: {"message":"..."}}. */
    static String reason(RuntimeException e) {
        String text = String.valueOf(e.getMessage());
        int json = text.indexOf('{');
        if (e instanceof DockerException && json >= 0) {
            try {
                return new ObjectMapper()
                        .readTree(text.substring(json))
                        .path("message")
                        .asText(text);
            } catch (JsonProcessingException notJson) {
                return text;
            }
        }
        return text;
    }
}
