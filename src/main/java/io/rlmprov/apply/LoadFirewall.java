package io.rlmprov.apply;

import io.rlmprov.facts.Script;
import java.util.Map;

/** Loads the rules that keep users' servers from the host, from its cloud's metadata and from each other. */
record LoadFirewall(ScriptFiles scripts, String hub) implements ScriptStep {
    @Override
    public String doing() {
        return "Loading the firewall of users' servers";
    }

    @Override
    public String done() {
        return "Loaded the firewall of users' servers, now and at every boot";
    }

    @Override
    public Script script() {
        return scripts.script("firewall.sh", Map.of("HUB", hub));
    }

    @Override
    public String remedy() {
        return "Users' servers are not kept apart without it. See docs/SECURITY.md for what it needs of the host.";
    }
}
