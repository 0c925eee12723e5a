package io.rlmprov.cli;

import io.rlmprov.config.RlmprovException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the scripts, images and notebooks that come with rlmprov: in a folder, or in the jar that runs. */
final class Installation {
    /** Where the build puts them in the jar. */
    private static final String IN_JAR = "/content";

    private Installation() {}

    /**
     * Returns the folder that holds {@code ansible-free-scripts}, {@code images} and {@code notebooks}. It may be one of a file
     * system over the jar, which stays open as long as this process.
     *
     * @param home the folder that the launcher names; absent if Java was started by hand
     * @throws RlmprovException if there is no such folder
     */
    static Path root(Optional<String> home) {
        return home.map(Path::of)
                .or(() -> jar().map(Installation::inside))
                .map(Path::toAbsolutePath)
                .map(Path::normalize)
                .orElseThrow(() -> new RlmprovException(
                        "The scripts, images and notebooks of rlmprov are not beside its classes.",
                        "Start rlmprov.jar, or name their folder with -Drlmprov.home=FOLDER."));
    }

    /** The jar or folder that this class was loaded from. */
    static Path code() {
        try {
            return Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The jar that this class was loaded from. */
    static Optional<Path> jar() {
        return jar(Installation.class.getProtectionDomain().getCodeSource());
    }

    private static Optional<Path> jar(@Nullable CodeSource source) {
        try {
            return source == null
                    ? Optional.empty()
                    : Optional.of(Path.of(source.getLocation().toURI())).filter(Files::isRegularFile);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The folder in a jar, of any file system. */
    static Path inside(Path jar) {
        try {
            // Not closed: what is in it is read as long as the process runs.
            FileSystem files = FileSystems.newFileSystem(jar);
            return files.getPath(IN_JAR);
        } catch (IOException e) {
            throw new RlmprovException(jar + " cannot be read (" + e.getMessage() + ")", "Fetch rlmprov.jar again.", e);
        }
    }
}
