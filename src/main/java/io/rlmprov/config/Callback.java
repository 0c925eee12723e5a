package io.rlmprov.config;

import io.rlmprov.config.Hub.Http;
import java.util.List;
import java.util.Optional;

/** The setting {@code auth.callback-url}: where a provider sends browsers back to. */
record Callback(Section auth, Optional<Https> https, Http http) {
    private static final String KEY = "callback-url";
    private static final String PATH = "hub/oauth_callback";

    private static final Format<String> URL = Formats.matching(
            "https?://[^\\s/?#@]+(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/" + PATH,
            "is not a callback URL of the hub",
            "write its address and /" + PATH + ", as https://hub.example.org/" + PATH);

    /** The URL as it is written; without one, as it follows from https.domain or http.url. */
    String read() {
        List<String> ours = https
                .map(it -> it.domains().stream()
                        .map(domain -> "https://" + domain + "/")
                        .toList())
                .or(() -> http.url().map(List::of))
                .orElse(List.of())
                .stream()
                .map(url -> url + PATH)
                .toList();
        Optional<String> written = auth.value(KEY, URL);
        if (ours.isEmpty()) {
            String example = "https://hub.example.org" + http.baseUrl() + PATH;
            auth.required(KEY, URL, "", "write what you gave the provider, as " + example + ", or http.url");
            written.ifPresent(this::requirePath);
            return written.orElse("");
        }
        written.filter(url -> !ours.contains(url))
                .ifPresent(_ -> auth.warning(
                        KEY,
                        "is not at " + (https.isPresent() ? "https.domain" : "http.url"),
                        "write " + ours.getFirst() + ", or leave it out"));
        return written.orElse(ours.getFirst());
    }

    private void requirePath(String url) {
        int path = url.indexOf('/', "https://".length());
        String right = http.baseUrl() + PATH;
        if (!url.substring(path).equals(right)) {
            auth.error(KEY, "is not below " + http.baseUrl() + ", where the hub is", "let it end in " + right);
        }
    }
}
