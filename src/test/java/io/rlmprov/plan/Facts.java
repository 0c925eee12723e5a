package io.rlmprov.plan;

import io.rlmprov.facts.HostFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Facts of hosts, as a real probe printed them. */
final class Facts {
    private Facts() {}

    static HostFacts ofABareHost() {
        try {
            return HostFacts.parse(Files.readString(Path.of("src/test/resources/facts/bare/probe.txt")), "n0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
