package io.rlmprov.engine;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Status line and header fields of a response, RFC 9112.
 *
 * @param headers by name, without regard to case
 */
record HttpHead(int status, Map<String, List<String>> headers) {
    private static final int MOST_BYTES = 64 * 1024;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})(?: .*)?");

    /**
     * Reads up to and with the empty line.
     *
     * @throws EOFException if the stream has nothing at all
     * @throws IOException if it is not HTTP
     */
    static HttpHead read(InputStream stream) throws IOException {
        String status = line(stream);
        Matcher matcher = STATUS.matcher(status);
        if (!matcher.matches()) {
            throw new IOException("not an HTTP response: " + status.substring(0, Math.min(80, status.length())));
        }
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        int bytes = status.length();
        for (String line = line(stream); !line.isEmpty(); line = line(stream)) {
            bytes += line.length();
            int colon = line.indexOf(':');
            if (colon <= 0 || bytes > MOST_BYTES) {
                throw new IOException("malformed HTTP header");
            }
            headers.computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return new HttpHead(Integer.parseInt(matcher.group(1)), headers);
    }

    /** The first field of that name. */
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }

    boolean chunked() {
        return header("Transfer-Encoding")
                .filter(coding -> coding.toLowerCase(Locale.ROOT).equals("chunked"))
                .isPresent();
    }

    /** A line without its end; CR LF, or LF alone. */
    static String line(InputStream stream) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int b = stream.read();
            if (b < 0) {
                throw new EOFException(
                        line.size() == 0 ? "the connection was closed" : "the connection was closed in a line");
            }
            if (b == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            if (line.size() >= MOST_BYTES) {
                throw new IOException("a line of HTTP is too long");
            }
            line.write(b);
        }
    }
}
