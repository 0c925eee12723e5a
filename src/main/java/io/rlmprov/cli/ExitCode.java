package io.rlmprov.cli;

/** How a command ends; Terraform's numbers where it has one. */
final class ExitCode {
    /** Done, or nothing to do. */
    static final int OK = 0;

    /** It failed, a bad hub.yaml included. */
    static final int FAILED = 1;

    /** {@code plan --detailed-exitcode}: there are changes. */
    static final int CHANGES = 2;

    /** The host is no longer as the plan says. */
    static final int STALE = 3;

    /** Another one changes the host. */
    static final int LOCKED = 4;

    /** The command line is wrong: {@code EX_USAGE} of sysexits.h. */
    static final int USAGE = 64;

    private ExitCode() {}
}
