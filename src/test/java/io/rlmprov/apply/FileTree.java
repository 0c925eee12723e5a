package io.rlmprov.apply;

import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The file system of a fake host: absolute paths, and what stat(1) tells of them. */
final class FileTree {
    /** A directory or a regular file with text in it. */
    record Inode(boolean directory, String content, String mode, String owner) {}

    private final SortedMap<String, Inode> inodes = new TreeMap<>();
    private final Fuse fuse;
    /** Whether the disk is full. */
    boolean full;

    FileTree(Fuse fuse) {
        this.fuse = fuse;
    }

    boolean exists(String path) {
        return inodes.containsKey(path);
    }

    Optional<String> read(String path) {
        return Optional.ofNullable(inodes.get(path)).map(Inode::content);
    }

    Inode stat(String path) {
        return Objects.requireNonNull(inodes.get(path), path);
    }

    /** {@code mkdir -p}; one that is there stays as it is, and a file there is replaced. */
    void makeDirectory(String path, String mode) {
        if (!exists(path) || !stat(path).directory()) {
            parent(path).ifPresent(parent -> makeDirectory(parent, mode));
            put(path, new Inode(true, "", mode, "root:root"));
        }
    }

    /** Writes a file whole or not at all, in place of what was there; its directory must be there. */
    void write(String path, String content, String mode) {
        parent(path).filter(parent -> !exists(parent)).ifPresent(parent -> {
            throw new IllegalStateException("no directory " + parent);
        });
        below(path).keySet().forEach(relative -> remove(path + "/" + relative));
        put(path, new Inode(false, content, mode, "root:root"));
    }

    /** Writes a file beside it and renames that, as scripts do. */
    void writeBeside(String path, String content, String mode) {
        write(path + ".new", content, mode);
        move(path + ".new", path);
    }

    /** {@code mv -T} of a file, in place of what is there. */
    void move(String from, String to) {
        Inode file = stat(from);
        below(to).keySet().forEach(relative -> remove(to + "/" + relative));
        fuse.burn();
        inodes.remove(from);
        inodes.put(to, file);
    }

    void append(String path, String line, String mode) {
        write(path, read(path).orElse("") + line + "\n", mode);
    }

    void chmod(String path, String mode) {
        Inode old = stat(path);
        if (!old.mode().equals(mode)) {
            put(path, new Inode(old.directory(), old.content(), mode, old.owner()));
        }
    }

    void chown(String path, String owner) {
        Inode old = stat(path);
        if (!old.owner().equals(owner)) {
            put(path, new Inode(old.directory(), old.content(), old.mode(), owner));
        }
    }

    /** {@code rm -rf}. */
    void remove(String path) {
        below(path).keySet().forEach(relative -> remove(path + "/" + relative));
        if (exists(path)) {
            fuse.burn();
            inodes.remove(path);
        }
    }

    /** {@code mv -T} of a folder: one rename; what is there already is replaced. */
    void moveFolder(String from, String to) {
        remove(to);
        fuse.burn();
        SortedMap<String, Inode> moved = below(from);
        inodes.put(to, stat(from));
        moved.forEach((path, inode) -> inodes.put(to + "/" + path, inode));
        inodes.keySet().removeIf(path -> path.equals(from) || path.startsWith(from + "/"));
    }

    /** {@code rmdir}, where it is empty. */
    boolean removeIfEmpty(String path) {
        boolean empty = exists(path) && stat(path).directory() && below(path).isEmpty();
        if (empty) {
            remove(path);
        }
        return empty;
    }

    /** All below a directory, by relative path. */
    SortedMap<String, Inode> below(String directory) {
        String prefix = directory + "/";
        SortedMap<String, Inode> found = new TreeMap<>();
        inodes.tailMap(prefix).forEach((path, inode) -> {
            if (path.startsWith(prefix)) {
                found.put(path.substring(prefix.length()), inode);
            }
        });
        return found;
    }

    private void put(String path, Inode inode) {
        fuse.burn();
        if (full) {
            throw new ScriptRun.Exit(1);
        }
        inodes.put(path, inode);
    }

    static Optional<String> parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash > 0 ? Optional.of(path.substring(0, slash)) : Optional.empty();
    }
}
