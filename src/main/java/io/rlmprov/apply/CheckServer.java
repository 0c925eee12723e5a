package io.rlmprov.apply;

import io.rlmprov.facts.Script;
import java.util.Map;

/** Starts a server of a test user as the hub would, and takes it away again. */
record CheckServer(ScriptFiles scripts, String hub) implements ScriptStep {
    @Override
    public String doing() {
        return "Starting a test user's server";
    }

    @Override
    public String done() {
        return "Started and removed a test user's server";
    }

    @Override
    public Script script() {
        return scripts.script("check-server.sh", Map.of("HUB", hub));
    }

    @Override
    public String remedy() {
        return "On the host, \"docker compose -p rlmprov-" + hub + " logs hub\" shows more.";
    }
}
