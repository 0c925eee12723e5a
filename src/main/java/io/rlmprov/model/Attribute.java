package io.rlmprov.model;

/**
 * One field of a resource that rlmprov owns. A field that rlmprov does not set is not compared: the defaults of an engine
 * would differ for ever.
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
        CONSEQUENCE,
        /** It comes with this version of rlmprov, as compose.yaml does. */
        SHIPPED
    }

    /** A value that hub.yaml asks for. */
    public static Attribute config(Object value) {
        return new Attribute(Value.of(value), Source.CONFIG, false);
    }

    /** A value that sizing computed. */
    public static Attribute sizing(Object value) {
        return new Attribute(Value.of(value), Source.SIZING, false);
    }

    /** A value that follows from another resource. */
    public static Attribute consequence(Object value) {
        return new Attribute(Value.of(value), Source.CONSEQUENCE, false);
    }

    /** A value that comes with rlmprov. */
    public static Attribute shipped(Object value) {
        return new Attribute(Value.of(value), Source.SHIPPED, false);
    }

    /** A secret that hub.yaml names, by its HMAC. */
    public static Attribute secret(String mac) {
        return new Attribute(Value.secret(mac), Source.CONFIG, false);
    }

    /** The same attribute, whose change replaces the resource. */
    public Attribute replacing() {
        return new Attribute(value, source, true);
    }

    /** The same attribute, measured in this unit. */
    public Attribute in(Unit unit) {
        return new Attribute(value.in(unit), source, forcesReplace);
    }
}
