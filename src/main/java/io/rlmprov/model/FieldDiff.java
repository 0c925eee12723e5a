package io.rlmprov.model;

import java.util.Optional;

/**
 * One field that differs.
 *
 * @param path within the resource, as {@code idle.timeout}
 * @param before empty if it is not there yet
 * @param after empty if it goes
 * @param forcesReplace whether the resource is replaced because of it
 * @param origin why it differs
 */
public record FieldDiff(
        String path, Optional<Value> before, Optional<Value> after, boolean forcesReplace, Origin origin) {
    /** Why a field differs. */
    public enum Origin {
        /** hub.yaml was changed, or is applied for the first time. */
        CONFIG,
        /** Somebody changed it on the host. */
        DRIFT,
        /** Sizing came to another result. */
        SIZING,
        /** Another resource differs, and this follows. */
        CONSEQUENCE,
        /** This version of rlmprov sets it otherwise than the one that was applied last. */
        UPGRADE
    }

    /** Whether neither side may be printed. */
    public boolean sensitive() {
        return before.filter(Value::sensitive).isPresent()
                || after.filter(Value::sensitive).isPresent();
    }

    /** What the two sides measure. */
    public Unit unit() {
        return after.or(() -> before).map(Value::unit).orElse(Unit.NONE);
    }
}
