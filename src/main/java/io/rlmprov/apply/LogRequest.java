package io.rlmprov.apply;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which log of a container an operator wants to read.
 *
 * @param kind whose container it is
 * @param name of the service or of the user
 * @param tail the number of the last lines, or {@code all}
 * @param since a time or a duration as {@code docker logs} takes it; empty for all
 * @param follow whether to continue with the lines to come
 */
public record LogRequest(Kind kind, String name, String tail, String since, boolean follow) {
    /** Whose container it is. */
    public enum Kind {
        /** A service of the stack. */
        SERVICE,
        /** The server of a user. */
        SERVER
    }

    /** The variables of {@code logs.sh}. */
    Map<String, String> variables() {
        return new TreeMap<>(Map.of(
                kind == Kind.SERVICE ? "SERVICE" : "USER_OF",
                name,
                "TAIL",
                tail,
                "SINCE",
                since,
                "FOLLOW",
                follow ? "1" : ""));
    }
}
