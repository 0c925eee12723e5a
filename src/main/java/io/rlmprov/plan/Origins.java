package io.rlmprov.plan;

import io.rlmprov.model.Attribute;
import io.rlmprov.model.Attribute.Source;
import io.rlmprov.model.FieldDiff.Origin;
import io.rlmprov.model.Value;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Why the fields of one resource differ.
 *
 * @param left what the last apply left of it
 * @param outdated whether an older version of rlmprov wrote the record
 * @param goes whether nothing asks for the resource any more
 */
record Origins(Optional<SortedMap<String, Value>> left, boolean outdated, boolean goes) {
    /**
     * Drift is what no longer is as the last apply left it, although hub.yaml still asks for just that; everything else
     * differs because something is asked for that was not before.
     *
     * @param source where the desired value comes from, or its absence
     */
    Origin of(String path, Optional<Value> was, Optional<Attribute> attribute, Source source) {
        Optional<Value> recorded = left.map(values -> values.get(path));
        if (left.isPresent()) {
            boolean moved = !same(was, recorded);
            boolean asked = !same(attribute.map(Attribute::value), recorded);
            if (moved && !asked) {
                // The older version may have kept fewer fields of a resource that no version after it has.
                return goes && outdated && recorded.isEmpty() ? Origin.UPGRADE : Origin.DRIFT;
            }
            if (outdated && recorded.isPresent() != attribute.isPresent()) {
                return Origin.UPGRADE;
            }
        }
        return origin(source);
    }

    private static Origin origin(Source source) {
        return switch (source) {
            case CONFIG -> Origin.CONFIG;
            case SIZING -> Origin.SIZING;
            case CONSEQUENCE -> Origin.CONSEQUENCE;
            case SHIPPED -> Origin.UPGRADE;
        };
    }

    private static boolean same(Optional<Value> one, Optional<Value> other) {
        return one.isPresent() == other.isPresent()
                && one.flatMap(value -> other.map(value::same)).orElse(true);
    }
}
