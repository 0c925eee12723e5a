package io.rlmprov.apply;

import io.rlmprov.desired.Names;
import io.rlmprov.desired.Resource;
import io.rlmprov.facts.Script;
import java.util.List;
import java.util.Map;

/**
 * Writes files and whole folders in one exec, each by an atomic rename, so that a reader sees the old or the new one.
 *
 * @param what for people: "settings" or "build contexts and notebooks"
 * @param remove paths that go, relative to the hub's folder
 */
record WriteFiles(
        ScriptFiles scripts,
        String hub,
        String what,
        List<Resource.Directory> folders,
        List<Resource.ManagedFile> files,
        List<String> remove)
        implements ScriptStep {
    @Override
    public String doing() {
        return "Writing " + what;
    }

    @Override
    public String done() {
        return "Wrote " + what;
    }

    @Override
    public Script script() {
        TarPayload payload = new TarPayload();
        folders.forEach(folder -> payload.addAll(folder.address().name(), folder.files()));
        files.forEach(file -> payload.add(file.address().name(), file.content(), file.mode()));
        return scripts.script(
                        "write-files.sh",
                        Map.of("DIR", new Names(hub).directory(), "REMOVE", String.join("\n", remove)))
                .withInput(payload);
    }

    @Override
    public String remedy() {
        return "See whether the disk of the host is full.";
    }
}
