package io.rlmprov.cli;

import io.rlmprov.apply.ScriptFiles;
import io.rlmprov.config.RlmprovException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The scripts as they lie in the installation: the very files that a person can read and run. */
record InstalledScripts(Path folder) implements ScriptFiles {
    @Override
    public String text(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new RlmprovException(
                    "This installation of rlmprov lacks " + folder.resolve(name), "Fetch all of it again.", e);
        }
    }
}
