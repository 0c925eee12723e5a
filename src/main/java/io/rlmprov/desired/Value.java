package io.rlmprov.desired;

/**
 * The value of one attribute.
 *
 * @param text what it is; of a secret its HMAC, never the secret
 * @param sensitive never printed, only whether it differs
 */
public record Value(String text, boolean sensitive) {
    /** A value that anybody may read. */
    public static Value of(Object text) {
        return new Value(String.valueOf(text), false);
    }

    /** A secret, known by its HMAC. */
    public static Value secret(String mac) {
        return new Value(mac, true);
    }
}
