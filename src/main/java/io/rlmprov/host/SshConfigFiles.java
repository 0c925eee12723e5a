package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads {@code ~/.ssh/config} and then {@code /etc/ssh/ssh_config}, with the files that they include. */
final class SshConfigFiles {
    private SshConfigFiles() {}

    static SshConfig read(Operator operator) {
        SshConfig user =
                read(operator, operator.sshDirectory(), operator.sshDirectory().resolve("config"));
        SshConfig system =
                read(operator, operator.systemSsh(), operator.systemSsh().resolve("ssh_config"));
        return user.then(system);
    }

    private static SshConfig read(Operator operator, Path base, Path file) {
        if (!Files.isRegularFile(file)) {
            return SshConfig.empty();
        }
        return SshConfig.parse(source(file), glob -> included(base.resolve(operator.expand(glob))));
    }

    /** The files that match, in the order of their names; globs in the last part of the path only. */
    private static List<SshConfig.Source> included(Path glob) {
        Path directory = glob.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, String.valueOf(glob.getFileName()))) {
            files.forEach(found::add);
        } catch (IOException e) {
            throw new RlmprovException("cannot read " + directory + ": " + e.getMessage(), "Check its permissions.", e);
        }
        Collections.sort(found);
        return found.stream()
                .filter(Files::isRegularFile)
                .map(SshConfigFiles::source)
                .toList();
    }

    private static SshConfig.Source source(Path file) {
        try {
            return new SshConfig.Source(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new RlmprovException("cannot read " + file + ": " + e.getMessage(), "Check its permissions.", e);
        }
    }
}
