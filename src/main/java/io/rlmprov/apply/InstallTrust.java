package io.rlmprov.apply;

import io.rlmprov.desired.FileContent;
import io.rlmprov.desired.Names;
import io.rlmprov.facts.Script;
import java.util.Map;
import java.util.SortedMap;

/** Makes the host trust just these certificates of ours, beside its distribution's. */
record InstallTrust(ScriptFiles scripts, String hub, SortedMap<String, FileContent> certificates)
        implements ScriptStep {
    @Override
    public String doing() {
        return "Installing " + count() + " into the host's trust store";
    }

    @Override
    public String done() {
        return certificates.isEmpty()
                ? "Removed our certificates from the host's trust store"
                : "Installed " + count() + " into the host's trust store";
    }

    private String count() {
        return certificates.size() == 1 ? "1 certificate" : certificates.size() + " certificates";
    }

    @Override
    public Script script() {
        return scripts.script("trust.sh", Map.of("HUB", hub)).withInput(payload());
    }

    private TarPayload payload() {
        TarPayload payload = new TarPayload();
        certificates.forEach((name, pem) -> payload.add(new Names(hub).project() + "-" + name, pem, "0644"));
        return payload;
    }

    @Override
    public String remedy() {
        return "See whether the package ca-certificates can be installed on the host.";
    }
}
