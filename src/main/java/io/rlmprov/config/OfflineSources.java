package io.rlmprov.config;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The operator's machine for a check that runs no command.
 *
 * @param machine what variables and files are read from
 */
public record OfflineSources(Sources machine) implements Sources {
    @Override
    public Instant now() {
        return machine.now();
    }

    @Override
    public boolean offline() {
        return true;
    }

    @Override
    public Optional<String> env(String name) {
        return machine.env(name);
    }

    @Override
    public Path home() {
        return machine.home();
    }

    @Override
    public Kind kind(Path path) {
        return machine.kind(path);
    }

    @Override
    public byte[] bytes(Path file) throws IOException {
        return machine.bytes(file);
    }

    @Override
    public String command(String line, Path folder) {
        throw new IllegalStateException("an offline check runs no command");
    }
}
