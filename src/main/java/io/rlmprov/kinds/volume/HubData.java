package io.rlmprov.kinds.volume;

import io.rlmprov.facts.HostFacts;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the hub keeps in its volume: a database and two secrets, all of root's. */
record HubData(HostFacts facts) {
    static final String DATABASE = "jupyterhub.sqlite";
    static final String NO_FILE = "not a regular file";

    /** What is otherwise than the hub makes it, by the file's name: its mode and owner. */
    SortedMap<String, String> odd() {
        SortedMap<String, String> odd = new TreeMap<>();
        for (String line : facts.probe().lines("volumes")) {
            String[] part = line.split(" ", 4);
            if (part.length == 4 && part[0].equals("data")) {
                int mode = Integer.parseInt(part[1], 16);
                // A database that others may read is in a folder that they may not enter.
                int forbidden = part[3].equals(DATABASE) ? 0022 : 0177;
                boolean regular = (mode & 0xf000) == 0x8000;
                if (!regular) {
                    odd.put(part[3], NO_FILE);
                } else if ((mode & forbidden) != 0 || !part[2].equals("root:root")) {
                    odd.put(part[3], String.format(Locale.ROOT, "%04o %s", mode & 0xfff, part[2]));
                }
            }
        }
        return odd;
    }
}
