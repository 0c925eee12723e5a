package io.rlmprov.apply;

import io.rlmprov.facts.Script;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

    /** The probe with these parts of it, in one script: over stdin it finds no file beside it. */
    default Script probe(List<String> parts, Map<String, String> variables) {
        String texts = parts.stream().map(part -> text("probe/" + part)).collect(Collectors.joining());
        return new Script("probe.sh", texts + text("probe.sh"), variables);
    }

    /** A script with its variables, and with what it sources: over stdin it finds no file beside it. */
    default Script script(String name, Map<String, String> variables) {
        String text = text(name);
        return new Script(name, text.contains("/apt.sh\"\n") ? text("apt.sh") + text : text, variables);
    }
}
