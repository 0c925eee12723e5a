package io.rlmprov.apply;

import io.rlmprov.desired.Address;
import io.rlmprov.desired.Value;
import io.rlmprov.facts.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What moved on a host between two looks at it, for the person whose plan is stale. */
final class Moves {
    private Moves() {}

    static List<String> between(Observed then, Observed now) {
        List<String> moves = new ArrayList<>();
        for (Address address : union(then.resources(), now.resources())) {
            if (address.kind() == Address.Kind.SERVER) {
                continue;
            }
            SortedMap<String, Value> before = then.resources().getOrDefault(address, new TreeMap<>());
            SortedMap<String, Value> after = now.resources().getOrDefault(address, new TreeMap<>());
            String name = address.local();
            if (after.isEmpty() != before.isEmpty()) {
                moves.add(name + (after.isEmpty() ? " is gone" : " has appeared"));
                continue;
            }
            for (String path : union(before, after)) {
                Value was = before.getOrDefault(path, Value.of("absent"));
                Value is = after.getOrDefault(path, Value.of("absent"));
                if (!was.equals(is)) {
                    moves.add(name + " " + path + ": " + shown(was) + " -> " + shown(is));
                }
            }
        }
        if (moves.isEmpty()) {
            moves.add("the memory or the number of cores of the host");
        }
        return moves;
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
