package io.rlmprov.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** A provider of language models on a lab host, {@code provider.py}, in a container of the host's own network. */
record ScriptedProvider(LabHost host) {
    /** What a hub on the same host has as its base URL. */
    static final String URL = "http://localhost:9555/v1";

    private static final Path SCRIPT = Path.of("src/test/resources/gateway/provider.py");

    /**
     * Starts it.
     *
     * @param container whose image has the Python that it needs
     * @param keys API keys that it accepts; an answer says which of them the call had, the first being 1
     */
    static ScriptedProvider start(LabHost host, String container, String... keys) {
        String digests = Arrays.stream(keys).map(ScriptedProvider::sha256).collect(Collectors.joining(" "));
        host.root("cat > /root/provider.py <<'END'\n" + script() + "END\n"
                        + "docker run -d --name provider --network host -v /root/provider.py:/provider.py:ro"
                        + " $(docker inspect --format '{{.Config.Image}}' " + container + ")"
                        + " python /provider.py " + digests)
                .succeeded();
        return new ScriptedProvider(host);
    }

    void stop() {
        host.root("docker rm --force provider").succeeded();
    }

    private static String script() {
        try {
            return Files.readString(SCRIPT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
