package io.rlmprov.apply;

import io.rlmprov.facts.Script;
import java.util.Map;

/** The port to the scripts of {@code ansible-free-scripts/}. */
@FunctionalInterface
public interface ScriptFiles {
    /**
     * The text of a script.
     *
     * @param name file name, as {@code probe.sh}
     * @throws io.rlmprov.config.RlmprovException if the installation of rlmprov lacks it
     */
    String text(String name);

    /** A script with its variables, and with what it sources: over stdin it finds no file beside it. */
    default Script script(String name, Map<String, String> variables) {
        String text = text(name);
        return new Script(name, text.contains("/apt.sh\"\n") ? text("apt.sh") + text : text, variables);
    }
}
