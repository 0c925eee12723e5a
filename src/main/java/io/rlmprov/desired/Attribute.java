package io.rlmprov.desired;

/**
 * One field of a resource that rlmprov owns. What it does not set it does not compare: an engine's own defaults would
 * differ for ever.
 *
 * @param value what it should be
 * @param source why it should be that
 * @param forcesReplace whether a change of it means a new resource in place of the old one
 */
public record Attribute(Value value, Source source, boolean forcesReplace) {
    /** Where a desired value comes from. */
    public enum Source {
        /** hub.yaml says so. */
        CONFIG,
        /** It was computed from hub.yaml and what the host has. */
        SIZING,
        /** It follows from another resource, as the image's tag from its build context. */
        CONSEQUENCE
    }

    static Attribute config(Object value) {
        return new Attribute(Value.of(value), Source.CONFIG, false);
    }

    static Attribute sizing(Object value) {
        return new Attribute(Value.of(value), Source.SIZING, false);
    }

    static Attribute consequence(Object value) {
        return new Attribute(Value.of(value), Source.CONSEQUENCE, false);
    }

    static Attribute secret(String mac) {
        return new Attribute(Value.secret(mac), Source.CONFIG, false);
    }

    Attribute replacing() {
        return new Attribute(value, source, true);
    }
}
