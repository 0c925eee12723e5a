package io.rlmprov.apply;

import io.rlmprov.kinds.Observed;
import io.rlmprov.model.Address;
import io.rlmprov.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What moved on a host between two looks at it, for the person whose plan is stale. */
final class Moves {
    private static final String EPHEMERAL = "server";
    private static final Value ABSENT = Value.of("absent");

    private Moves() {}

    static List<String> between(Observed then, Observed now) {
        List<String> moves = between(then.resources(), now.resources());
        return moves.isEmpty() ? List.of("the memory or the number of cores of the host") : moves;
    }

    /** What differs between two states; nothing if they are the same. */
    static List<String> between(
            SortedMap<Address, SortedMap<String, Value>> then, SortedMap<Address, SortedMap<String, Value>> now) {
        List<String> moves = new ArrayList<>();
        for (Address address : union(then, now)) {
            if (EPHEMERAL.equals(address.kind())) {
                continue;
            }
            SortedMap<String, Value> before = then.getOrDefault(address, new TreeMap<>());
            SortedMap<String, Value> after = now.getOrDefault(address, new TreeMap<>());
            String name = address.local();
            if (after.isEmpty() != before.isEmpty()) {
                moves.add(name + (after.isEmpty() ? " is gone" : " has appeared"));
                continue;
            }
            for (String path : union(before, after)) {
                Value was = before.getOrDefault(path, ABSENT);
                Value is = after.getOrDefault(path, ABSENT);
                if (!was.equals(is)) {
                    moves.add(name + " " + path + ": " + change(was, is));
                }
            }
        }
        return moves;
    }

    private static String change(Value was, Value is) {
        return was.sensitive() && is.sensitive() ? "(sensitive) has another value" : shown(was) + " -> " + shown(is);
    }

    private static String shown(Value value) {
        return value.sensitive() ? "(sensitive)" : value.text();
    }

    private static <K extends Comparable<K>> SortedSet<K> union(SortedMap<K, ?> a, SortedMap<K, ?> b) {
        SortedSet<K> keys = new TreeSet<>(a.keySet());
        keys.addAll(b.keySet());
        return keys;
    }
}
