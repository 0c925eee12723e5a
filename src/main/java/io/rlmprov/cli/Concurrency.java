package io.rlmprov.cli;

import picocli.CommandLine.Option;

/** How much a command does at once on the hosts. */
final class Concurrency {
    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "4",
            description = "How many operations run at once, as far as the SSH server grants sessions;"
                    + " default: ${DEFAULT-VALUE}.")
    int parallelism = 4;
}
