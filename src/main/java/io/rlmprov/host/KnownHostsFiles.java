package io.rlmprov.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the keys of hosts are looked up.
 *
 * @param remembers the user's file that a new key belongs into: the first one, {@code ~/.ssh/known_hosts} if there is
 *     none
 * @param user the user's files
 * @param system those of the machine, which are only read
 * @param forgets the line of ssh_config by which the user has no file, so that new keys would be forgotten
 */
record KnownHostsFiles(Path remembers, List<Path> user, List<Path> system, Optional<String> forgets) {
    List<Path> all() {
        return Stream.concat(user.stream(), system.stream()).toList();
    }

    /** Whether what is appended to the file would go on in its last line. */
    boolean endsWithinALine() {
        if (!Files.isRegularFile(remembers)) {
            return false;
        }
        try (SeekableByteChannel file = Files.newByteChannel(remembers, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return file.size() > 0 && file.position(file.size() - 1).read(last) == 1 && last.get(0) != '\n';
        } catch (IOException e) {
            // It was read a moment ago; an empty line too many does no harm.
            return true;
        }
    }
}
