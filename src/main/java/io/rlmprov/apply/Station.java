package io.rlmprov.apply;

/**
 * A station of the path of a user, and what came of trying it.
 *
 * @param name as {@code DNS}
 * @param said what was found, in words for the operator
 * @param remedy what to do about it; empty if it is well
 */
public record Station(String name, Outcome outcome, String said, String remedy) {
    /** What came of a station. */
    public enum Outcome {
        /** It is as it should be. */
        OK,
        /** It was not tried, and this is no fault: the hub is full, or no provider is configured. */
        SKIPPED,
        /** What lies outside of the host is not reached. */
        UNREACHED,
        /** Something on the host is at fault. */
        FAILED
    }

    /** Whether a user gets past it, as far as was tried. */
    public boolean passed() {
        return outcome == Outcome.OK || outcome == Outcome.SKIPPED;
    }

    /** {@code DNS: the name api.example.org is not resolved}. */
    @Override
    public String toString() {
        return name + ": " + said;
    }
}
