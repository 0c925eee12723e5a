package io.rlmprov.cli;

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

    @Option(names = "--debug", description = "Show the stack trace of an error, and how often the host was asked.")
    boolean debug;
}
