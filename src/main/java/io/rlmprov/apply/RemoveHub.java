package io.rlmprov.apply;

import io.rlmprov.facts.Script;
import java.util.List;
import java.util.Map;

/**
 * Removes what is left of a hub without its containers: network, images, files, certificates and the record.
 *
 * @param purge whether key and journal go as well
 */
record RemoveHub(ScriptFiles scripts, String hub, List<String> images, boolean purge) implements ScriptStep {
    @Override
    public String doing() {
        return "Removing network, images and files";
    }

    @Override
    public String done() {
        return "Removed network, images and files";
    }

    @Override
    public Script script() {
        return scripts.script(
                "remove-hub.sh", Map.of("HUB", hub, "IMAGES", String.join("\n", images), "PURGE", purge ? "1" : ""));
    }

    @Override
    public String remedy() {
        return "See what the engine says; a container of somebody else may use our network.";
    }
}
