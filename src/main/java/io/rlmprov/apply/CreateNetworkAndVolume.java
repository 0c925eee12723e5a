package io.rlmprov.apply;

import io.rlmprov.facts.Script;
import java.util.Map;

/** Creates the network on which all meet and the volume of the hub's database, where they are not there yet. */
record CreateNetworkAndVolume(ScriptFiles scripts, String hub) implements ScriptStep {
    @Override
    public String doing() {
        return "Creating network and volume";
    }

    @Override
    public String done() {
        return "Created network and volume";
    }

    @Override
    public Script script() {
        return scripts.script("create-objects.sh", Map.of("HUB", hub));
    }

    @Override
    public String remedy() {
        return "See what the engine says; all address pools may be in use.";
    }
}
