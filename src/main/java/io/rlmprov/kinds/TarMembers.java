package io.rlmprov.kinds;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads a tar stream member by member; the counterpart of {@link TarPayload}. */
public final class TarMembers {
    private TarMembers() {}

    /** Receives the regular files of an archive, in its order. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes one file.
         *
         * @param name as the archive has it: nothing about it has been checked
         * @param content its bytes, which need not be read to the end
         */
        void accept(String name, InputStream content) throws IOException;
    }

    /**
     * Passes all regular files on.
     *
     * @throws IOException if the stream is no whole tar archive, or the sink fails
     */
    public static void read(InputStream archive, Sink sink) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(archive, "UTF-8");
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (entry.isFile() && !entry.isSymbolicLink() && !entry.isLink()) {
                sink.accept(entry.getName(), tar);
            }
        }
    }
}
