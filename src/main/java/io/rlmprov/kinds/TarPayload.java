package io.rlmprov.kinds;

import io.rlmprov.model.FileContent;
import io.rlmprov.model.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Files as a tar stream (POSIX pax): any number of them in one exec. Owner root, no times, so equal files are equal bytes. */
public final class TarPayload implements Payload {
    private record Entry(FileContent content, int mode) {}

    private final SortedMap<String, Entry> entries = new TreeMap<>();

    /** Adds a file with its own mode. */
    public TarPayload add(String path, FileContent content, String octalMode) {
        entries.put(path, new Entry(content, Integer.parseInt(octalMode, 8)));
        return this;
    }

    /** Adds a folder's files; who may execute is told by the content. */
    public TarPayload addAll(String folder, SortedMap<String, FileContent> files) {
        files.forEach((path, content) -> add(folder + "/" + path, content, content.executable() ? "0755" : "0644"));
        return this;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (String directory : directories()) {
            TarArchiveEntry entry = new TarArchiveEntry(directory);
            entry.setMode(0755);
            entry.setModTime(0);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        }
        for (var each : entries.entrySet()) {
            TarArchiveEntry entry = new TarArchiveEntry(each.getKey());
            entry.setSize(each.getValue().content().size());
            entry.setMode(each.getValue().mode());
            entry.setModTime(0);
            tar.putArchiveEntry(entry);
            each.getValue().content().writeTo(tar);
            tar.closeArchiveEntry();
        }
        tar.finish();
        tar.flush();
    }

    /** All above the files: tar would make them with the host's umask, and users could not read notebooks. */
    private SortedSet<String> directories() {
        SortedSet<String> directories = new TreeSet<>();
        for (String path : entries.keySet()) {
            for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
                directories.add(path.substring(0, slash + 1));
            }
        }
        return directories;
    }
}
