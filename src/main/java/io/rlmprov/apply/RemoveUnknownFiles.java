package io.rlmprov.apply;

import io.rlmprov.facts.Script;
import java.util.List;
import java.util.Map;

/**
 * Removes from a folder of the hub what the plan showed as not rlmprov's.
 *
 * @param folder absolute path
 * @param paths relative to it; folders go with all that is in them
 */
record RemoveUnknownFiles(ScriptFiles scripts, String folder, List<String> paths) implements ScriptStep {
    @Override
    public String doing() {
        return "Removing unknown files from " + folder;
    }

    @Override
    public String done() {
        return "Removed unknown files from " + folder;
    }

    @Override
    public Script script() {
        return scripts.script("write-files.sh", Map.of("DIR", folder, "REMOVE", String.join("\n", paths)))
                .withInput(new TarPayload());
    }

    @Override
    public String remedy() {
        return "Move away on the host what it names, then run the command again.";
    }
}
