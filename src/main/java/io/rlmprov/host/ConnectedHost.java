package io.rlmprov.host;

import io.rlmprov.apply.TargetHost;

/** A host that commands work on: behind an SSH connection, or this machine. */
public sealed interface ConnectedHost extends TargetHost, Dialer, AutoCloseable permits ShellHost {
    @Override
    String name();

    /** Where browsers find it: a name of DNS or an address, where {@link #name()} may be one of ssh_config. */
    String hostName();

    /** What went to the host and came from it so far. */
    Traffic traffic();

    @Override
    void close();
}
