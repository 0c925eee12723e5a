package io.rlmprov.apply;

import io.rlmprov.facts.Script;
import java.util.Map;

/** Takes the rules of users' servers away, and what loads them at boot. */
record RemoveFirewall(ScriptFiles scripts, String hub) implements ScriptStep {
    @Override
    public String doing() {
        return "Removing the firewall of users' servers";
    }

    @Override
    public String done() {
        return "Removed the firewall of users' servers";
    }

    @Override
    public Script script() {
        return scripts.script("firewall.sh", Map.of("HUB", hub, "REMOVE", "1"));
    }

    @Override
    public String remedy() {
        return "See what nft says.";
    }
}
