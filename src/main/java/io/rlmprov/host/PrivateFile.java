package io.rlmprov.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Whether a private key is private: ssh(1) uses no file of one's own that somebody else may read. */
final class PrivateFile {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private PrivateFile() {}

    /**
     * Why the file is not used; empty if it may be. A file of another owner may be, and so may any where there are no such
     * permissions, as on Windows.
     */
    static Optional<String> objection(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return Optional.empty();
        }
        PosixFileAttributes attributes = view.readAttributes();
        boolean own = attributes.owner().getName().equals(System.getProperty("user.name"));
        boolean open = attributes.permissions().stream().anyMatch(OTHERS::contains);
        return own && open
                ? Optional.of(file + " is not used, as ssh does not use it: others may read it ("
                        + PosixFilePermissions.toString(attributes.permissions()) + "); run chmod 600 " + file)
                : Optional.empty();
    }
}
