package io.rlmprov.apply;

import io.rlmprov.config.Hub.DockerSpec;
import io.rlmprov.facts.Script;
import java.util.Locale;
import java.util.Map;

/** Installs and starts Docker with compose v2, where the host has none that is usable. */
record InstallDocker(ScriptFiles scripts, DockerSpec spec) implements ScriptStep {
    @Override
    public String doing() {
        return "Installing Docker";
    }

    @Override
    public String done() {
        return "Installed Docker";
    }

    @Override
    public Script script() {
        String install = spec.install().name().toLowerCase(Locale.ROOT);
        return scripts.script(
                "install-docker.sh",
                Map.of(
                        "INSTALL",
                        install,
                        "REPOSITORY",
                        spec.repository().orElse(""),
                        "FINGERPRINT",
                        spec.repository().flatMap(_ -> spec.fingerprint()).orElse("")));
    }

    @Override
    public String remedy() {
        return "Mend what the package manager says, or install Docker by hand.";
    }
}
