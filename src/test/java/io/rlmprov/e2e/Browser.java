package io.rlmprov.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** A browser without a window: cookies, XSRF tokens and redirects, on one hub. */
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int MAX_REDIRECTS = 20;

    private final URI base;
    private final CookieJar cookies = new CookieJar();
    private final HttpClient http;

    Browser(URI base) {
        this(base, Optional.empty());
    }

    /** One that trusts other certificates than usual. */
    Browser(URI base, Optional<SSLContext> trust) {
        this.base = base;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10));
        trust.ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    /** Where a response came from at last, and what it says. */
    record Page(URI uri, HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        JsonNode json() {
            try {
                return JSON.readTree(body());
            } catch (IOException e) {
                throw new UncheckedIOException(this + " is not JSON", e);
            }
        }

        Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        @Override
        public String toString() {
            return response.request().method() + " " + uri + " answered " + status() + ": "
                    + body().substring(0, Math.min(body().length(), 500));
        }
    }

    /** Opens a page and follows redirects, as the OAuth dance between hub and server needs. */
    Page open(String path) {
        return follow(call("GET", base.resolve(path), BodyPublishers.noBody(), ""));
    }

    /** One GET, redirects not followed. */
    Page peek(String path) {
        return call("GET", base.resolve(path), BodyPublishers.noBody(), "");
    }

    /** Sends a form; redirects are the caller's. */
    Page submit(String path, Map<String, String> fields) {
        var form = fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return call("POST", base.resolve(path), BodyPublishers.ofString(form), "application/x-www-form-urlencoded");
    }

    /** A REST call with the session's cookies, as JupyterLab makes them. */
    Page rest(String method, String path, Object body) {
        try {
            var json = JSON.writeValueAsString(body);
            return call(method, base.resolve(path), BodyPublishers.ofString(json), "application/json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A REST call without a body. */
    Page rest(String method, String path) {
        return call(method, base.resolve(path), BodyPublishers.noBody(), "");
    }

    Page follow(Page page) {
        var current = page;
        for (var hops = 0; current.status() / 100 == 3; hops++) {
            if (hops == MAX_REDIRECTS) {
                throw new IllegalStateException("redirected in circles: " + current);
            }
            var location = current.uri().resolve(current.header("location").orElseThrow());
            current = call("GET", location, BodyPublishers.noBody(), "");
        }
        return current;
    }

    /** The XSRF token that a request to {@code path} must show. */
    Optional<String> xsrf(String path) {
        return cookies.value("_xsrf", base.resolve(path));
    }

    /** The cookies that a request to {@code path} carries. */
    Optional<String> cookieHeader(String path) {
        return cookies.header(base.resolve(path));
    }

    URI base() {
        return base;
    }

    HttpClient http() {
        return http;
    }

    private Page call(String method, URI uri, BodyPublisher body, String contentType) {
        var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).method(method, body);
        cookies.header(uri).ifPresent(value -> request.header("Cookie", value));
        cookies.value("_xsrf", uri).ifPresent(value -> request.header("X-XSRFToken", value));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            cookies.take(response.headers());
            return new Page(uri, response);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + uri, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        // close() would wait for ever for a websocket that a test which failed has left open.
        http.shutdownNow();
    }
}
