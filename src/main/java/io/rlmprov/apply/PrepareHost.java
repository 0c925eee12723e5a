package io.rlmprov.apply;

import io.rlmprov.desired.HmacKey;
import io.rlmprov.facts.Script;
import java.util.Map;

/** Makes the hub's two folders, the key and the proxy's token, where they are not there yet. */
record PrepareHost(ScriptFiles scripts, String hub, HmacKey key) implements ScriptStep {
    @Override
    public String doing() {
        return "Preparing folders, key and token";
    }

    @Override
    public String done() {
        return "Prepared folders, key and token";
    }

    @Override
    public Script script() {
        return scripts.script("prepare.sh", Map.of("HUB", hub, "KEY", key.hex()));
    }

    @Override
    public String remedy() {
        return "See whether the disk is full or /opt or /var/lib is read-only.";
    }
}
