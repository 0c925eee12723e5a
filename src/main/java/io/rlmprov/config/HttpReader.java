package io.rlmprov.config;

import io.rlmprov.config.Hub.Http;
import java.util.List;

/** The section {@code http}. */
final class HttpReader {
    /** No name: Docker binds to addresses. */
    private static final Format<String> ADDRESS = Formats.matching(
            "((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}",
            "is not an IPv4 address",
            "write 127.0.0.1 behind a reverse proxy on the same host, or one address of several");

    private static final Format<String> URL = Formats.matching(
            "https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[1-9][0-9]{0,4})?(/[A-Za-z0-9._~-]+)*/?",
            "is not the address of a web page",
            "write it as https://hub.example.org/");

    private HttpReader() {}

    static Http read(Section http, boolean https) {
        if (https) {
            for (String key : List.of("port", "address", "url")) {
                if (http.hasKnown(key)) {
                    http.error(
                            key,
                            "has no effect with https",
                            "remove it: the hub answers on port 443, and 80 leads there");
                }
            }
        }
        return new Http(
                http.value("port", Formats.integer(1, 65535)).orElse(8000),
                http.value("address", ADDRESS).filter(address -> !address.equals("0.0.0.0")),
                http.value("url", URL).map(url -> url.endsWith("/") ? url : url + "/"));
    }
}
