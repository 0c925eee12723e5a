package io.rlmprov.apply;

import io.rlmprov.facts.Script;
import java.util.Map;

/** Ends hub and proxy, and removes their containers. */
record StopStack(ScriptFiles scripts, String hub) implements ScriptStep {
    @Override
    public String doing() {
        return "Stopping proxy and hub";
    }

    @Override
    public String done() {
        return "Stopped proxy and hub";
    }

    @Override
    public Script script() {
        return scripts.script("stop-stack.sh", Map.of("HUB", hub));
    }

    @Override
    public String remedy() {
        return "See what the engine says.";
    }
}
