package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** The files that match, in the order of their names. */
    private static List<SshConfig.Source> included(Path glob) {
        try {
            return Glob.paths(glob).stream()
                    .filter(Files::isRegularFile)
                    .map(SshConfigFiles::source)
                    .toList();
        } catch (IOException e) {
            throw new RlmprovException(
                    "cannot look for " + glob + ": " + e.getMessage(), "Check the permissions of its folder.", e);
        }
    }

    /** Whatever is no UTF-8, as a comment in Latin-1, is read as something else: ssh does not mind it either. */
    private static SshConfig.Source source(Path file) {
        try {
            return new SshConfig.Source(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new RlmprovException("cannot read " + file + ": " + e.getMessage(), "Check its permissions.", e);
        }
    }
}
