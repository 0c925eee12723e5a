package io.rlmprov.config;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** The port to the operator's machine: what hub.yaml refers to. Implemented by {@link OperatorSources} and by tests. */
public interface Sources {
    /** What a path leads to. */
    enum Kind {
        /** A regular file, or a link to one. */
        FILE,
        /** A folder. */
        DIRECTORY,
        /** A pipe, socket or device, which may never end. */
        OTHER,
        /** Nothing, or nothing that can be seen. */
        ABSENT
    }

    /**
     * Whether only the form of hub.yaml is checked: a variable that is not set is a warning, because it may be set where the
     * hub is applied, and commands are not run.
     */
    default boolean offline() {
        return false;
    }

    /** An environment variable. */
    Optional<String> env(String name);

    /** What {@code ~} stands for. */
    Path home();

    /** The time of day there. */
    Instant now();

    /** What is there. */
    Kind kind(Path path);

    /** The most bytes of a file that are read: hub.yaml, keys and certificates are far smaller. */
    int MOST_BYTES = 1 << 20;

    /**
     * The content of a file.
     *
     * @throws IOException if it cannot be read, or is larger than {@link #MOST_BYTES}; its message says why
     */
    byte[] bytes(Path file) throws IOException;

    /** Why {@link #bytes} failed, as {@code : it is larger than 1 MB}; empty where only the system knows. */
    static String reason(IOException error) {
        return Optional.ofNullable(error.getMessage())
                .filter(text -> text.startsWith("it "))
                .map(text -> ": " + text)
                .orElse("");
    }

    /**
     * The standard output of a command, run by {@code /bin/sh} in the folder of hub.yaml.
     *
     * @throws IOException if it fails or takes too long; its message says so, as {@code exit status 1: no such item}
     */
    String command(String line, Path folder) throws IOException;
}
