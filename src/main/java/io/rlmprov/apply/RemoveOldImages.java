package io.rlmprov.apply;

import io.rlmprov.facts.Script;
import java.util.List;
import java.util.Map;

/**
 * Removes images of ours that newer ones have replaced, so that a disk does not fill with each change of an image. What
 * a running server was made from stays until the next time.
 *
 * @param images references of all tags that are not desired
 */
record RemoveOldImages(ScriptFiles scripts, String hub, List<String> images) implements ScriptStep {
    @Override
    public String doing() {
        return "Removing old images that nothing uses";
    }

    @Override
    public String done() {
        return "Removed old images that nothing used";
    }

    @Override
    public Script script() {
        return scripts.script("prune-images.sh", Map.of("HUB", hub, "IMAGES", String.join("\n", images)));
    }

    @Override
    public String remedy() {
        return "See what the engine says.";
    }
}
