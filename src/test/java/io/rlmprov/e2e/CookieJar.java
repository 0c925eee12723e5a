package io.rlmprov.e2e;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The cookies of one host, by path (RFC 6265, without domains, and with expiry dates only for deletion).
 *
 * <p>Not {@link java.net.CookieManager}: it sends cookies that have a {@code Max-Age} in the form of RFC 2965, and a hub has
 * two {@code _xsrf} cookies, told apart by their path alone.
 */
final class CookieJar {
    private record Cookie(String name, String value, String path) {
        boolean belongsTo(String requestPath) {
            return requestPath.equals(path)
                    || requestPath.startsWith(path.endsWith("/") ? path : path + "/")
                    // Tornado sets "/hub/" and redirects to "/hub".
                    || path.equals(requestPath + "/");
        }
    }

    private final List<Cookie> cookies = new ArrayList<>();

    /** Keeps what a response sets, and forgets what it deletes. */
    synchronized void take(HttpHeaders headers) {
        headers.allValues("set-cookie").forEach(this::take);
    }

    private void take(String header) {
        var parts = header.split(";");
        var pair = parts[0].strip();
        var equals = pair.indexOf('=');
        var name = pair.substring(0, equals);
        var value = pair.substring(equals + 1);
        var path = attribute(parts, "path").orElse("/");
        cookies.removeIf(old -> old.name.equals(name) && old.path.equals(path));
        var deleted = value.isEmpty()
                || value.equals("\"\"")
                || attribute(parts, "max-age").filter("0"::equals).isPresent();
        if (!deleted) {
            cookies.add(new Cookie(name, value, path));
        }
    }

    private static Optional<String> attribute(String[] parts, String wanted) {
        for (var part : parts) {
            var pair = part.strip().split("=", 2);
            if (pair.length == 2 && pair[0].equalsIgnoreCase(wanted)) {
                return Optional.of(pair[1]);
            }
        }
        return Optional.empty();
    }

    /** The {@code Cookie} header for a request, if there is anything to send; longest paths first. */
    synchronized Optional<String> header(URI uri) {
        var header = cookies.stream()
                .filter(cookie -> cookie.belongsTo(uri.getPath()))
                .sorted(Comparator.comparingInt((Cookie cookie) -> -cookie.path.length()))
                .map(cookie -> cookie.name + "=" + cookie.value)
                .collect(Collectors.joining("; "));
        return header.isEmpty() ? Optional.empty() : Optional.of(header);
    }

    /** The value that a request to {@code uri} would carry. */
    synchronized Optional<String> value(String name, URI uri) {
        return cookies.stream()
                .filter(cookie -> cookie.name.equals(name) && cookie.belongsTo(uri.getPath()))
                .max(Comparator.comparingInt(cookie -> cookie.path.length()))
                .map(cookie -> cookie.value.replace("\"", ""));
    }
}
