package io.rlmprov.facts;

import io.rlmprov.model.Payload;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A POSIX sh script, its variables and its input. All three go over stdin, so nothing of it is seen in a process list.
 *
 * @param name for events and errors, as {@code install-docker.sh}
 * @param text the script
 * @param variables set before its first line
 * @param input what it reads from stdin; empty for none
 */
public record Script(String name, String text, SortedMap<String, String> variables, Payload input) {
    /** A script without input. */
    public Script(String name, String text, Map<String, String> variables) {
        this(name, text, Collections.unmodifiableSortedMap(new TreeMap<>(variables)), Payload.NONE);
    }

    /** The same script with this input. */
    public Script withInput(Payload payload) {
        return new Script(name, text, variables, payload);
    }

    /** The same script behind another one, in one shell. */
    public Script after(String first) {
        return new Script(name, first + text, variables, input);
    }

    /** The assignments followed by the text: what is evaluated on the host. */
    public String source() {
        StringBuilder source = new StringBuilder();
        variables.forEach((variable, value) -> source.append(variable)
                .append("='")
                .append(value.replace("'", "'\\''"))
                .append("'\n"));
        return source.append(text).toString();
    }
}
