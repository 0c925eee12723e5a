package io.rlmprov.apply;

import io.rlmprov.facts.Script;
import java.util.Map;

/** Ends users' servers. Their work lies in volumes and stays. */
record StopServers(ScriptFiles scripts, String hub) implements ScriptStep {
    @Override
    public String doing() {
        return "Stopping users' servers";
    }

    @Override
    public String done() {
        return "Stopped users' servers";
    }

    @Override
    public Script script() {
        return scripts.script("remove-servers.sh", Map.of("HUB", hub));
    }

    @Override
    public String remedy() {
        return "See what the engine says.";
    }
}
