import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * Packs a folder so that the same files give the same bytes on every machine: sorted, with one time and one owner.
 *
 * <p>Usage: {@code java -cp rlmprov.jar Archive.java FOLDER FILE TIME}; FILE ends with {@code .tar.gz} or {@code .zip}, TIME is
 * in ISO 8601.
 */
final class Archive {
    private final Path folder;
    private final FileTime time;

    private Archive(Path folder, FileTime time) {
        this.folder = folder;
        this.time = time;
    }

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1]);
        Archive archive = new Archive(
                Path.of(arguments[0]).toAbsolutePath().normalize(), FileTime.from(Instant.parse(arguments[2])));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            if (file.toString().endsWith(".zip")) {
                archive.zip(out);
            } else {
                archive.tar(out);
            }
        }
    }

    private void tar(OutputStream out) throws IOException {
        GzipParameters compressed = new GzipParameters();
        compressed.setCompressionLevel(9);
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(out, compressed))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Path path : sorted()) {
                put(tar, tarEntry(path), path);
            }
        }
    }

    private TarArchiveEntry tarEntry(Path path) throws IOException {
        TarArchiveEntry entry;
        if (Files.isSymbolicLink(path)) {
            entry = new TarArchiveEntry(name(path), TarConstants.LF_SYMLINK);
            entry.setLinkName(Files.readSymbolicLink(path).toString());
        } else {
            entry = new TarArchiveEntry(name(path));
            entry.setSize(Files.isDirectory(path) ? 0 : Files.size(path));
            entry.setMode(Files.isExecutable(path) ? 0755 : 0644);
        }
        entry.setLastModifiedTime(time);
        entry.setIds(0, 0);
        entry.setNames("root", "root");
        return entry;
    }

    private void zip(OutputStream out) throws IOException {
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
            zip.setLevel(9);
            for (Path path : sorted()) {
                ZipArchiveEntry entry = new ZipArchiveEntry(name(path));
                entry.setTime(time);
                put(zip, entry, path);
            }
        }
    }

    private static <E extends ArchiveEntry> void put(ArchiveOutputStream<E> out, E entry, Path path)
            throws IOException {
        out.putArchiveEntry(entry);
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.copy(path, out);
        }
        out.closeArchiveEntry();
    }

    /**
     * With what is in a folder right behind it, as a "/" sorts before all else. A "probe.sh" between the folder "probe" and its
     * files would have tar set the folder's time before it puts the files there.
     */
    private List<Path> sorted() throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.sorted(Comparator.comparing(path -> name(path).replace('/', '\0')))
                    .toList();
        }
    }

    /** With the folder's own name in front, and with a slash behind folders. */
    private String name(Path path) {
        String name = folder.getParent().relativize(path).toString().replace('\\', '/');
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? name + "/" : name;
    }
}
