package io.rlmprov.kinds.volume;

import io.rlmprov.facts.HostFacts;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the hub keeps in its volume: a database and two secrets, all of root's. */
record HubData(HostFacts facts) {
    static final String DATABASE = "jupyterhub.sqlite";
    static final String NO_FILE = "not a regular file";

    /** What is otherwise than the hub makes it, by the file's name: its mode and owner. */
    SortedMap<String, String> odd() {
        SortedMap<String, String> odd = new TreeMap<>();
        facts.probe()
                .told("volumes", "data")
                .map(line -> line.split(" ", 3))
                .filter(part -> part.length == 3)
                .forEach(part -> state(Integer.parseInt(part[0], 16), part[1], part[2])
                        .ifPresent(state -> odd.put(part[2], state)));
        return odd;
    }

    private static Optional<String> state(int mode, String owner, String file) {
        if ((mode & 0xf000) != 0x8000) {
            return Optional.of(NO_FILE);
        }
        // A database that others may read is in a folder that they may not enter.
        int forbidden = file.equals(DATABASE) ? 0022 : 0177;
        return (mode & forbidden) == 0 && owner.equals("root:root")
                ? Optional.empty()
                : Optional.of(String.format(Locale.ROOT, "%04o %s", mode & 0xfff, owner));
    }
}
