package io.rlmprov.cli;

import io.rlmprov.config.RlmprovException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Names the build of this program by its version and a digest of its classes and its scripts: what decides what apply does. */
final class Build {
    private static final int DIGITS = 16;

    private Build() {}

    /**
     * The name, as {@code 0.1.0+3f9a1c7e00aa41b2}.
     *
     * @param installation the folder that holds {@code ansible-free-scripts}
     */
    static String name(Path installation) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, Installation.code());
            add(digest, installation.resolve("ansible-free-scripts"));
            String hex = HexFormat.of().formatHex(digest.digest());
            return CommandLines.VERSION + "+" + hex.substring(0, DIGITS);
        } catch (IOException e) {
            throw new RlmprovException(
                    "rlmprov cannot read its own files (" + e.getMessage() + ")", "Install rlmprov again.", e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            digest.update(root.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }
}
