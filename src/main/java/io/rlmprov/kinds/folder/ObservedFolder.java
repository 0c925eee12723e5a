package io.rlmprov.kinds.folder;

import io.rlmprov.facts.HostFacts.FileFact;
import io.rlmprov.model.FileContent;
import io.rlmprov.model.Names;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One of our folders as it is: each file in it, and whether all may enter it.
 *
 * @param files all in the hub's directory
 * @param name relative to that directory
 */
public record ObservedFolder(Names names, SortedMap<String, FileFact> files, String name) {
    /** Values by path; nothing if there is no such folder. */
    SortedMap<String, String> fields() {
        SortedMap<String, String> fields = new TreeMap<>();
        if (!files.containsKey(name)) {
            return fields;
        }
        String prefix = name + "/";
        SortedSet<String> folders = new TreeSet<>(above(prefix));
        files.tailMap(prefix).forEach((path, file) -> {
            if (path.startsWith(prefix) && file.type() != FileFact.Type.DIRECTORY) {
                fields.put(path.substring(prefix.length()), mark(file));
                folders.addAll(above(path));
            }
        });
        fields.put(Directory.ITSELF, modes(folders));
        return fields;
    }

    /** All folders on the way to a path; so an empty one, which no file needs, is never among them. */
    static List<String> above(String path) {
        return IntStream.range(0, path.length())
                .filter(at -> path.charAt(at) == '/')
                .mapToObj(at -> path.substring(0, at))
                .toList();
    }

    /** Of the first that not all may enter, or whose place others may take, with its path; else of any. */
    private String modes(SortedSet<String> folders) {
        return replaceable(files, names.directory())
                .or(() -> Stream.concat(Stream.of("."), folders.stream())
                        .filter(folder -> !modes(files, folder).equals(Directory.OPEN))
                        .map(folder -> modes(files, folder) + " (" + names.directory()
                                + (folder.equals(".") ? "" : "/" + folder) + ")")
                        .findFirst())
                .orElse(Directory.OPEN);
    }

    /**
     * Mode and owner of the first folder above one of ours in which others than root may write, with its path: they could put
     * another folder in the place of ours.
     *
     * @param folder ours, as {@code /opt/rlmprov/rlm-class}
     */
    public static Optional<String> replaceable(SortedMap<String, FileFact> files, String folder) {
        Path ours = Path.of(folder);
        return Stream.of("../..", "..")
                .filter(above -> Optional.ofNullable(files.get(above))
                        .filter(ObservedFolder::othersWrite)
                        .isPresent())
                .map(above -> modes(files, above) + " (" + ours.resolve(above).normalize() + ")")
                .findFirst();
    }

    private static boolean othersWrite(FileFact folder) {
        return (Integer.parseInt(folder.mode(), 8) & 0022) != 0
                || !folder.owner().startsWith("root:");
    }

    /** Mode and owner of a folder; without setgid, which a folder inherits and chmod leaves alone. */
    public static String modes(SortedMap<String, FileFact> files, String path) {
        return Optional.ofNullable(files.get(path))
                .map(it -> it.type() == FileFact.Type.DIRECTORY
                        ? "0" + it.mode().substring(1) + " " + it.owner()
                        : "no folder")
                .orElse("unknown");
    }

    private static String mark(FileFact file) {
        if (file.sha256().isEmpty()) {
            return file.type() == FileFact.Type.FILE ? "unreadable" : "not a regular file";
        }
        boolean executable = file.mode().equals("0755");
        boolean usual = executable || file.mode().equals("0644");
        return FileContent.mark(file.sha256().get(), executable)
                + (usual ? "" : " mode " + file.mode())
                + (file.owner().equals("root:root") ? "" : " of " + file.owner());
    }
}
