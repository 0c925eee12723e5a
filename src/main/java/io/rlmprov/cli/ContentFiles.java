package io.rlmprov.cli;

import io.rlmprov.config.Https;
import io.rlmprov.config.Https.Certificates;
import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.kinds.file.TlsFiles;
import io.rlmprov.kinds.folder.Folder;
import io.rlmprov.model.Contents;
import io.rlmprov.model.FileContent;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads what goes to the host: the folders that hub.yaml names, or those that come with rlmprov. */
final class ContentFiles {
    /** What programs leave beside sources; it would change digests, and so rebuild images, for nothing. */
    private static final Set<String> LEFTOVERS =
            Set.of("__pycache__", ".ipynb_checkpoints", ".ruff_cache", ".git", ".venv", "node_modules", ".DS_Store");

    /** All of it is held in memory; a folder that is larger was named by mistake. */
    private static final long LIMIT = 256L << 20;

    private final Path installation;

    ContentFiles(Path installation) {
        this.installation = installation;
    }

    Contents of(Hub hub) {
        Path images = installation.resolve("images");
        return new Contents(
                file(images.resolve("compose.yaml")),
                file(images.resolve("firewall.nft")),
                folder(hub.images().hub().orElse(images.resolve("hub")), "images.hub"),
                folder(hub.images().singleuser().orElse(images.resolve("singleuser")), "images.singleuser"),
                hub.https().isPresent()
                        ? folder(hub.images().tls().orElse(images.resolve("tls")), "images.tls")
                        : new TreeMap<>(),
                folder(hub.notebooks().orElse(installation.resolve("notebooks")), "notebooks"),
                hub.https()
                        .map(https -> https(https, images.resolve("Caddyfile")))
                        .orElseGet(TreeMap::new),
                certificates(hub.trust()),
                shipped(hub),
                hub.images().baseArchive().map(ContentFiles::archive));
    }

    /**
     * A file, or a folder with all in it, by the paths that users will see: each begins with its own name.
     *
     * @throws RlmprovException if it cannot be read, or is not fit to be shared
     */
    static SortedMap<String, FileContent> shared(Path path) {
        Path named = path.toAbsolutePath().normalize();
        String name = String.valueOf(named.getFileName());
        SortedMap<String, FileContent> files = new TreeMap<>();
        if (Files.isDirectory(named)) {
            folder(named, "share").forEach((file, content) -> files.put(name + "/" + file, content));
            return files;
        }
        if (!Files.isRegularFile(named)) {
            throw new RlmprovException(path + " is neither a file nor a folder.", "Name one that is there.");
        }
        if (name.chars().anyMatch(c -> c < ' ' || c == '\\')) {
            throw new RlmprovException("The file's name has a control character or a backslash.", "Rename it.");
        }
        if (size(named) > LIMIT) {
            throw new RlmprovException(
                    path + " is larger than " + (LIMIT >> 20) + " MiB.",
                    "Share where it can be downloaded from instead.");
        }
        files.put(name, file(named));
        return files;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new RlmprovException(file + " cannot be read", "See who may read it.", e);
        }
    }

    private static Set<String> shipped(Hub hub) {
        Set<String> shipped = new TreeSet<>();
        if (hub.images().hub().isEmpty()) {
            shipped.add(Folder.HUB_CONTEXT);
        }
        if (hub.images().singleuser().isEmpty()) {
            shipped.add(Folder.USER_CONTEXT);
        }
        if (hub.images().tls().isEmpty()) {
            shipped.add(Folder.TLS_CONTEXT);
        }
        if (hub.notebooks().isEmpty()) {
            shipped.add(Folder.NOTEBOOKS);
        }
        return shipped;
    }

    private static SortedMap<String, FileContent> https(Https https, Path caddyfile) {
        SortedMap<String, FileContent> files = new TreeMap<>();
        files.put(TlsFiles.CADDYFILE, file(caddyfile));
        switch (https.certificates()) {
            case Certificates.Acme acme -> acme.ca().ifPresent(ca -> files.put(TlsFiles.CA, file(ca)));
            case Certificates.Own own -> {
                files.put(TlsFiles.CERTIFICATE, file(own.chain()));
                files.put(TlsFiles.KEY, file(own.key()));
            }
            case Certificates.Internal _ -> {}
        }
        return files;
    }

    private static Contents.Archive archive(Path file) {
        return new Contents.Archive(String.valueOf(file.getFileName()), out -> Files.copy(file, out));
    }

    private static SortedMap<String, FileContent> certificates(Hub.Trust trust) {
        SortedMap<String, FileContent> certificates = new TreeMap<>();
        trust.certificates().forEach((name, file) -> certificates.put(name, file(file)));
        return certificates;
    }

    private static FileContent file(Path file) {
        try {
            return FileContent.of(Files.readAllBytes(file), false);
        } catch (IOException e) {
            throw new RlmprovException(file + " cannot be read", "See whether it is there and who may read it.", e);
        }
    }

    private static SortedMap<String, FileContent> folder(Path folder, String key) {
        SortedMap<String, FileContent> files;
        try {
            // The folder itself may be a link; links to folders within it are refused.
            Path real = folder.toRealPath();
            Collector collector = new Collector(real, key);
            Files.walkFileTree(real, collector);
            files = collector.files;
        } catch (IOException e) {
            throw new RlmprovException(
                    key + ": " + folder + " cannot be read (" + e.getMessage() + ")",
                    "See whether it is there and who may read it.",
                    e);
        }
        if (files.isEmpty()) {
            throw new RlmprovException(key + ": " + folder + " holds no file", "Name a folder with files in it.");
        }
        return files;
    }

    private static final class Collector extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final String key;
        private final SortedMap<String, FileContent> files = new TreeMap<>();
        private long size;

        Collector(Path folder, String key) {
            this.folder = folder;
            this.key = key;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            boolean leftover = LEFTOVERS.contains(String.valueOf(directory.getFileName()));
            return leftover && !directory.equals(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (LEFTOVERS.contains(String.valueOf(file.getFileName()))) {
                return FileVisitResult.CONTINUE;
            }
            if (!Files.isRegularFile(file)) {
                throw new RlmprovException(
                        key + ": " + file + " is not a regular file", "Put the file itself into the folder.");
            }
            size += Files.size(file);
            if (size > LIMIT) {
                throw new RlmprovException(
                        key + ": " + folder + " holds more than " + (LIMIT >> 20) + " MiB",
                        "Name the folder with just the files that are meant; data that all users read belongs elsewhere.");
            }
            String path = folder.relativize(file)
                    .toString()
                    .replace(file.getFileSystem().getSeparator(), "/");
            if (path.chars().anyMatch(c -> c < ' ' || c == '\\')) {
                throw new RlmprovException(
                        key + ": a file's name has a control character or a backslash: " + path, "Rename it.");
            }
            byte[] bytes = Files.readAllBytes(file);
            files.put(path, FileContent.of(bytes, isExecutable(file, bytes)));
            return FileVisitResult.CONTINUE;
        }

        /** Where files have no mode, on Windows and in the jar, a file that names its interpreter is a program. */
        private static boolean isExecutable(Path file, byte[] bytes) {
            return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                    ? Files.isExecutable(file)
                    : bytes.length > 1 && bytes[0] == '#' && bytes[1] == '!';
        }
    }
}
