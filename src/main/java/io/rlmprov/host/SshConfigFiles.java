package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.regex.Pattern;

/** Reads {@code ~/.ssh/config} and then {@code /etc/ssh/ssh_config}, with the files that they include. */
final class SshConfigFiles {
    /** What newer versions of ssh expand in an Include, and the homes of other users. */
    private static final Pattern NOT_PLAIN = Pattern.compile(".*[%$].*|~[^/].*");

    private final Operator operator;

    private SshConfigFiles(Operator operator) {
        this.operator = operator;
    }

    static SshConfig read(Operator operator) {
        Path user = operator.sshDirectory().resolve("config");
        Path system = operator.systemSsh().resolve("ssh_config");
        return read(operator, user, system);
    }

    /** Reads these files in place of the usual two. */
    static SshConfig read(Operator operator, Path user, Path system) {
        SshConfigFiles files = new SshConfigFiles(operator);
        return files.file(user, true).then(files.file(system, false));
    }

    private SshConfig file(Path file, boolean ofUser) {
        if (!Files.isRegularFile(file)) {
            return SshConfig.empty();
        }
        Path base = ofUser ? operator.sshDirectory() : operator.systemSsh();
        return SshConfig.parse(source(file, ofUser), (glob, where) -> included(base, glob, where));
    }

    /** The files that match, in the order of their names. */
    private List<SshConfig.Source> included(Path base, String glob, String where) {
        if (NOT_PLAIN.matcher(glob).matches()) {
            throw new RlmprovException(
                    where + ": Include " + glob + " is not expanded without ssh",
                    "Write the path out, or install OpenSSH's client.");
        }
        Path pattern = base.resolve(operator.expand(glob));
        try {
            return Glob.paths(pattern).stream()
                    .filter(Files::isRegularFile)
                    .map(file -> source(file, true))
                    .toList();
        } catch (IOException e) {
            throw new RlmprovException(
                    "cannot look for " + pattern + ": " + e.getMessage(), "Check the permissions of its folder.", e);
        }
    }

    /** Bytes that are not UTF-8, for example in a comment in Latin-1, are no error in ssh either. */
    private SshConfig.Source source(Path file, boolean checked) {
        try {
            if (checked && isWritableByOthers(file)) {
                throw new RlmprovException(
                        file + ": bad owner or permissions: another user may write to it",
                        "Run \"chmod go-w " + file + "\", and make yourself its owner.");
            }
            return new SshConfig.Source(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new RlmprovException("cannot read " + file + ": " + e.getMessage(), "Check its permissions.", e);
        }
    }

    private boolean isWritableByOthers(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return false;
        }
        PosixFileAttributes attributes = view.readAttributes();
        String owner = attributes.owner().getName();
        return attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)
                || !(owner.equals("root") || owner.equals(operator.login()));
    }
}
