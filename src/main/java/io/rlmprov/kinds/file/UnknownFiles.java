package io.rlmprov.kinds.file;

import io.rlmprov.facts.HostFacts;
import io.rlmprov.facts.HostFacts.FileFact;
import io.rlmprov.model.Names;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What lies in the hub's two folders and is not rlmprov's. Programs read files there by convention, for example compose its
 * {@code compose.override.yaml}, so a file that nobody expects is drift.
 *
 * @param facts of the host
 * @param folders those whose files are resources of their own, relative to the hub's folder
 */
record UnknownFiles(Names names, HostFacts facts, List<String> folders) {
    /** What teachers leave for their class, as an announcement: it is theirs. */
    private static final String CLASS = "class";

    private static final Set<String> FILES = Set.of(
            "compose.yaml",
            "firewall.nft",
            "settings.json",
            "secrets.env",
            "proxy.env",
            ".env",
            HubFile.GATEWAY,
            HubFile.GATEWAY_KEYS);
    private static final Set<String> STATE = Set.of(
            "key",
            "record.json",
            "journal.jsonl",
            "lock",
            "lock.holder",
            "firewall.nft",
            "firewall.loaded",
            "image.hub",
            "image.singleuser",
            "image.tls",
            "containers",
            "unproven",
            "proven",
            // What teachers left, while the hub is destroyed.
            CLASS);

    /** What each is, by its path: relative in the hub's folder, absolute in the folder of its state. */
    SortedMap<String, String> byPath() {
        SortedMap<String, String> unknown = new TreeMap<>();
        facts.files().forEach((path, file) -> {
            // Of a folder with all that is in it, the folder alone.
            if (!above(path)
                    && !expected(path, file)
                    && unknown.keySet().stream().noneMatch(above -> path.startsWith(above + "/"))) {
                unknown.put(path, type(file));
            }
        });
        facts.stateFiles().forEach((path, file) -> {
            if (!above(path) && !path.equals(".") && !(known(STATE, path) && regular(path, file))) {
                unknown.put(names.state() + "/" + path, type(file));
            }
        });
        return unknown;
    }

    /** The probe tells of the folders above ours, too. */
    private static boolean above(String path) {
        return path.equals("..") || path.equals("../..");
    }

    /** Of the key, its own resource tells. */
    private static boolean regular(String path, FileFact file) {
        return file.type() == FileFact.Type.FILE || path.equals(CLASS) || path.equals(HubFile.KEY);
    }

    private boolean expected(String path, FileFact file) {
        String top = path.split("/", 2)[0];
        // Whatever is below a path where a file should be: the file's own type says it.
        return path.equals(".")
                || (TlsFiles.FOLDER.startsWith(path + "/") || tls(path))
                || top.equals(CLASS)
                || FILES.contains(top)
                || (known(FILES, top) && file.type() == FileFact.Type.FILE)
                || folders.stream()
                        .anyMatch(folder -> (folder + "/").startsWith(path + "/") || path.startsWith(folder + "/"));
    }

    private static boolean tls(String path) {
        return TlsFiles.ALL.stream().anyMatch(name -> (path + "/").startsWith(TlsFiles.FOLDER + name + "/"));
    }

    /** Also while it is being written: our scripts write a file beside it, then rename it. */
    private static boolean known(Set<String> files, String name) {
        return files.contains(name)
                || (name.endsWith(".new") && files.contains(name.substring(0, name.length() - ".new".length())));
    }

    private static String type(FileFact file) {
        return switch (file.type()) {
            case FILE -> "file";
            case DIRECTORY -> "folder, with all that is in it";
            case LINK -> "symbolic link";
            case OTHER -> "socket, pipe or device";
        };
    }
}
