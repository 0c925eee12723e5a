package io.rlmprov.config;

import io.rlmprov.config.Hub.Trust;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** The section {@code trust}. */
final class TrustReader {
    private TrustReader() {}

    static Trust read(Section trust) {
        NavigableMap<String, Path> certificates = new TreeMap<>();
        Set<String> names = new HashSet<>();
        for (Field field : trust.fields("certificates")) {
            trust.existing(field, Sources.Kind.FILE)
                    .ifPresent(file -> trust.parse(field, _ -> name(trust, file, names))
                            .ifPresent(name -> certificates.put(name, file)));
        }
        return new Trust(Collections.unmodifiableSortedMap(certificates));
    }

    /** The name on the host: update-ca-certificates reads what ends in {@code .crt}. */
    private static String name(Section trust, Path file, Set<String> names) throws BadValue {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new BadValue("has a name that hosts may not take", "rename it, with letters, digits, . _ and - only");
        }
        if (!names.add(name)) {
            throw new BadValue("has the same name as another one", "rename it: hosts get both in one directory");
        }
        PemCertificates.read(trust, file);
        return name + ".crt";
    }
}
