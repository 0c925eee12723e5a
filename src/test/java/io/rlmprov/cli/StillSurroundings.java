package io.rlmprov.cli;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** What a command finds around it in a test: ann's home, no terminal, nobody who types, and a clock that stands still. */
final class StillSurroundings {
    private StillSurroundings() {}

    static Surroundings of(Map<String, String> environment, Path home, Writer out, Writer err) {
        return new Surroundings(
                environment,
                home,
                "ann",
                Path.of(".").toAbsolutePath().normalize(),
                false,
                new BufferedReader(new StringReader("")),
                new PrintWriter(out),
                new PrintWriter(err),
                () -> Instant.EPOCH,
                byte[]::new);
    }
}
