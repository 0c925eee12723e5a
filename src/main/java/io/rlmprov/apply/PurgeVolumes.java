package io.rlmprov.apply;

import io.rlmprov.facts.Script;
import java.util.List;
import java.util.Map;

/** Removes volumes with all that is in them. There is no way back. */
record PurgeVolumes(ScriptFiles scripts, String hub, List<String> volumes) implements ScriptStep {
    @Override
    public String doing() {
        return "Removing the data in " + volumes.size() + (volumes.size() == 1 ? " volume" : " volumes");
    }

    @Override
    public String done() {
        return "Removed the data in " + volumes.size() + (volumes.size() == 1 ? " volume" : " volumes");
    }

    @Override
    public Script script() {
        return scripts.script("purge-volumes.sh", Map.of("HUB", hub, "VOLUMES", String.join("\n", volumes)));
    }

    @Override
    public String remedy() {
        return "See which container still uses a volume.";
    }
}
