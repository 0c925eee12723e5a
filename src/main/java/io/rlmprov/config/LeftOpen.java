package io.rlmprov.config;

/** The value of a reference that an offline check does not follow. Only a warning, or nothing, is reported. */
final class LeftOpen extends BadValue {
    private final boolean told;

    private LeftOpen(String problem, String remedy, boolean told) {
        super(problem, remedy);
        this.told = told;
    }

    /** A variable that is not set here. */
    static LeftOpen variable(String name) {
        return new LeftOpen(
                "environment variable " + name + " is not set here", "export it before plan and apply", true);
    }

    /** What a command would print. */
    static LeftOpen command() {
        return new LeftOpen("", "", false);
    }

    /** Whether the operator should be warned. */
    boolean told() {
        return told;
    }
}
