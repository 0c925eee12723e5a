package io.rlmprov.cli;

import io.rlmprov.host.ConnectedHost;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command takes. */
final class HubOptions {
    @Parameters(
            arity = "0..1",
            paramLabel = "hub.yaml",
            defaultValue = "hub.yaml",
            description = "What the hub should be like; default: ${DEFAULT-VALUE} in this folder.")
    Path file = Path.of("hub.yaml");

    @Option(names = "--debug", description = "Show the stack trace of an error, and what went over the wire.")
    boolean debug;

    /** Something to be told at the end, however that comes. */
    interface Told extends AutoCloseable {
        @Override
        void close();
    }

    /** With {@code --debug} tells at the end what went over the wire. */
    Told traffic(Surroundings around, ConnectedHost host) {
        return () -> {
            if (debug) {
                around.err().println(host.traffic());
            }
        };
    }
}
