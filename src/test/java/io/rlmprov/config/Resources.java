package io.rlmprov.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The data files of these tests. */
final class Resources {
    static final Path CONFIG = Path.of("src/test/resources/config");

    /** Certificates of one CA for one key, {@code hub.key}, in several forms, and other keys. */
    private static final List<String> HTTPS = List.of(
            "hub.pem",
            "star.pem",
            "expired.pem",
            "soon.pem",
            "later.pem",
            "hub.key",
            "other.key",
            "sec1.key",
            "encrypted.key");

    private Resources() {}

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The machine on which all cases are read. */
    static FakeSources teachersMachine() {
        String certificate = text(CONFIG.resolve("files/ca.pem"));
        Path home = Path.of("/home/teacher");
        Map<Path, String> files = new HashMap<>(files(certificate, home));
        for (String name : HTTPS) {
            files.put(
                    FakeSources.FOLDER.resolve(name),
                    text(CONFIG.resolve("files").resolve(name)));
        }
        return new FakeSources(
                Map.of(
                        "OPENAI_API_KEY", "sk-must-not-be-shown",
                        "CONCURRENCY", "60%",
                        "WRONG_SIZE", "512X",
                        "MIRROR", "mirror.example.org",
                        "EMPTY", ""),
                files,
                Map.of("echo 8h", "8h\n"));
    }

    private static Map<Path, String> files(String certificate, Path home) {
        return Map.ofEntries(
                Map.entry(FakeSources.FOLDER.resolve("ca.pem"), certificate),
                Map.entry(FakeSources.FOLDER.resolve("other/ca.crt"), certificate),
                Map.entry(FakeSources.FOLDER.resolve("my ca.pem"), certificate),
                Map.entry(home.resolve("ca2.pem"), certificate),
                Map.entry(FakeSources.FOLDER.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\nsk-must-not-be-shown"),
                Map.entry(FakeSources.FOLDER.resolve("damaged.pem"), certificate.replaceFirst("\n.{20}", "\nAAAA")),
                Map.entry(FakeSources.FOLDER.resolve("class.password"), "sk-must-not-be-shown\n"),
                Map.entry(FakeSources.FOLDER.resolve("timeout.txt"), "2h\n"),
                Map.entry(FakeSources.FOLDER.resolve("two-lines.txt"), "note\nbooks\n"),
                Map.entry(FakeSources.FOLDER.resolve("roster.txt"), "anna\nanna@example.org\n"),
                Map.entry(FakeSources.FOLDER.resolve("list.txt"), text(CONFIG.resolve("files/roster.txt"))),
                Map.entry(FakeSources.FOLDER.resolve("no-roster.txt"), "# nobody yet\n\nAnna Maria\n"),
                Map.entry(FakeSources.FOLDER.resolve("debian.tar"), ""),
                Map.entry(FakeSources.FOLDER.resolve("debian-trixie-slim.tar"), ""),
                Map.entry(FakeSources.FOLDER.resolve("contexts/hub/Dockerfile"), ""),
                Map.entry(FakeSources.FOLDER.resolve("contexts/singleuser/Dockerfile"), ""),
                Map.entry(FakeSources.FOLDER.resolve("images/hub/Dockerfile"), ""),
                Map.entry(FakeSources.FOLDER.resolve("images/singleuser/Dockerfile"), ""),
                Map.entry(FakeSources.FOLDER.resolve("images/tls/Dockerfile"), ""),
                Map.entry(FakeSources.FOLDER.resolve("notebooks/tutorial.ipynb"), ""),
                Map.entry(home.resolve(".ssh/id_ed25519"), ""),
                Map.entry(home.resolve(".ssh/id_ed25519.pub"), ""));
    }

    /** A pass over this text, as if it were {@code /class/hub.yaml}. */
    static Reading reading(String text) {
        return new Reading(new SourceText("hub.yaml", text), new References(teachersMachine(), FakeSources.FOLDER));
    }
}
