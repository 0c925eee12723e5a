package io.rlmprov.config;

import io.rlmprov.config.Hub.Http;
import java.net.URI;
import java.util.List;

/** The section {@code http}. */
final class HttpReader {
    private static final List<String> KEYS = List.of("port", "address", "url", "base-url", "trusted-proxies");
    private static final String ROOT = "/";

    /** No name: Docker binds to addresses. */
    private static final Format<String> ADDRESS = Formats.matching(
            "((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}",
            "is not an IPv4 address",
            "write 127.0.0.1 behind a reverse proxy on the same host, or one address of several");

    private static final String NO_URL = "is not the address of a web page";
    private static final String WRITE_URL = "write it as https://hub.example.org/";

    private static final Format<String> URL_TEXT = Formats.matching(
            "https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[1-9][0-9]{0,4})?(/[A-Za-z0-9._~-]+)*/?", NO_URL, WRITE_URL);

    private static final Format<String> URL = ((Format<String>) HttpReader::url).written(URL_TEXT.shape());

    private static final Format<String> BASE_URL = Formats.matching(
            "/|(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+/?", "is not the path of an address", "write it as /rlm/");

    private HttpReader() {}

    static Http read(Section http, boolean https) {
        if (https) {
            for (String key : KEYS) {
                if (http.hasKnown(key)) {
                    http.error(
                            key,
                            "has no effect with https",
                            "remove it: the hub answers on port 443, and 80 leads there");
                }
            }
        }
        Http read = new Http(
                http.value("port", Formats.integer(1, 65535)).orElse(8000),
                http.value("address", ADDRESS).filter(address -> !address.equals("0.0.0.0")),
                http.value("url", URL).map(HttpReader::closed),
                http.value("base-url", BASE_URL).map(HttpReader::closed).orElse(ROOT),
                http.values("trusted-proxies", Networks.FORMAT));
        if (!https) {
            read.url().ifPresent(url -> requirePath(http, url, read.baseUrl()));
            warnOfOpenPort(http, read);
        }
        return read;
    }

    /** What looks like one, with a port that there is and, in brackets, an IPv6 address. */
    private static String url(String text) throws BadValue {
        URL_TEXT.parse(text);
        try {
            if (URI.create(text).getPort() <= 65535) {
                return text;
            }
        } catch (IllegalArgumentException _) {
            // The brackets hold no address.
        }
        throw new BadValue(NO_URL, WRITE_URL);
    }

    private static String closed(String url) {
        return url.endsWith("/") ? url : url + "/";
    }

    /** JupyterHub writes the path into its pages and cookies, so a reverse proxy cannot take it off. */
    private static void requirePath(Section http, String url, String baseUrl) {
        String path = url.substring(url.indexOf('/', "https://".length()));
        if (!path.equals(baseUrl) && !http.isOpen("base-url")) {
            http.error(
                    "url",
                    "has the path " + path + ", and the hub is below " + baseUrl,
                    http.has("base-url") ? "write the path of base-url" : "write base-url: " + path + " as well");
        }
    }

    private static void warnOfOpenPort(Section http, Http read) {
        if (read.address().isEmpty() && read.trustedProxies().stream().anyMatch(Networks::loopback)) {
            http.warning(
                    "trusted-proxies",
                    "has this host, and the port is open to all others, who can come by IPv6 as if they were the host",
                    "write address: 127.0.0.1");
        }
    }
}
