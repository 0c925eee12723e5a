package io.rlmprov.config;

import java.util.List;
import java.util.Map;

/** YAML with anchors, aliases and merge keys resolved, where every node knows its place. */
sealed interface Node {
    /** Where its text begins; of an alias, where the anchor stands. */
    Position at();

    /**
     * One value, as it is written: {@code 010} stays {@code 010}, whatever YAML 1.1 makes of it.
     *
     * @param text without quotes, escapes resolved
     * @param kind what YAML 1.1 takes it for
     */
    record Scalar(Position at, String text, Kind kind) implements Node {}

    /** Keys in their order; own keys before merged ones. */
    record Mapping(Position at, Map<String, Entry> entries) implements Node {}

    /** A list. */
    record Sequence(Position at, List<Node> items) implements Node {}

    /** A value with the place of its key. */
    record Entry(Position keyAt, Node value) {}

    /** The differences that matter to a reader that types values itself. */
    enum Kind {
        /** Nothing, {@code ~} or {@code null}. */
        EMPTY,
        /** Without quotes, and one of the words that YAML 1.1 takes for true or false. */
        BOOLEAN,
        /** Reported already; nobody else should complain about it. */
        REFUSED,
        /** All other. */
        TEXT
    }
}
