package io.rlmprov.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** An operator's machine in memory: hub.yaml stands in {@code /class}. */
record FakeSources(Map<String, String> environment, Map<Path, String> files, Map<String, String> commands)
        implements Sources {
    static final Path FOLDER = Path.of("/class");

    @Override
    public Optional<String> env(String name) {
        return Optional.ofNullable(environment.get(name));
    }

    @Override
    public Path home() {
        return Path.of("/home/teacher");
    }

    @Override
    public Instant now() {
        return Instant.parse("2026-11-26T12:00:00Z");
    }

    @Override
    public Kind kind(Path path) {
        if (files.containsKey(path)) {
            return Kind.FILE;
        }
        return files.keySet().stream().anyMatch(file -> file.startsWith(path)) ? Kind.DIRECTORY : Kind.ABSENT;
    }

    @Override
    public byte[] bytes(Path file) throws IOException {
        String content = files.get(file);
        if (content == null) {
            throw new NoSuchFileException(file.toString());
        }
        return content.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String command(String line, Path folder) throws IOException {
        String output = commands.get(line);
        if (output == null) {
            throw new IOException("exit status 1");
        }
        return output;
    }
}
