package io.rlmprov.config;

import io.rlmprov.config.Hub.Http;

/** The section {@code http}. */
final class HttpReader {
    private HttpReader() {}

    static Http read(Section http) {
        return new Http(http.value("port", Formats.integer(1, 65535)).orElse(8000));
    }
}
