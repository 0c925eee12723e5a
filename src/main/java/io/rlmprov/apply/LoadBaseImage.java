package io.rlmprov.apply;

import io.rlmprov.facts.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Sends the base image to a host that cannot pull it. */
record LoadBaseImage(ScriptFiles scripts, String base, Path archive) implements ScriptStep {
    @Override
    public String doing() {
        return "Loading base image " + base + " from " + archive.getFileName();
    }

    @Override
    public String done() {
        return "Loaded base image " + base;
    }

    @Override
    public Script script() {
        return scripts.script("load-base.sh", Map.of("BASE", base)).withInput(out -> Files.copy(archive, out));
    }

    @Override
    public String remedy() {
        return "Make the archive with \"docker save " + base + "\", so that it holds an image of this name.";
    }
}
