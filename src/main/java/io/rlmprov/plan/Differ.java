package io.rlmprov.plan;

import io.rlmprov.desired.Address;
import io.rlmprov.desired.Attribute;
import io.rlmprov.desired.Desired;
import io.rlmprov.desired.Resource;
import io.rlmprov.desired.Value;
import io.rlmprov.facts.Observed;
import io.rlmprov.facts.Recorded;
import io.rlmprov.plan.FieldDiff.Origin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The one comparison: what is, what should be, and what was left by the last apply. It serves plan, apply and destroy
 * alike; only what is retained when nothing asks for it differs between them.
 */
public final class Differ {
    private final Observed observed;
    private final Recorded recorded;
    private final Function<Address, Optional<String>> retained;

    /**
     * For one host.
     *
     * @param retained why a resource that is not desired stays all the same; empty if it goes
     */
    public Differ(Observed observed, Recorded recorded, Function<Address, Optional<String>> retained) {
        this.observed = observed;
        this.recorded = recorded;
        this.retained = retained;
    }

    /** All changes in the order of their addresses; what is as it should be is not among them. */
    public List<Change> changes(Desired desired) {
        SortedSet<Address> addresses = new TreeSet<>(desired.resources().keySet());
        addresses.addAll(observed.resources().keySet());
        List<Change> changes = new ArrayList<>();
        for (Address address : addresses) {
            Optional<SortedMap<String, Value>> before =
                    Optional.ofNullable(observed.resources().get(address));
            Optional<Resource> after = Optional.ofNullable(desired.resources().get(address));
            change(address, before, after).ifPresent(changes::add);
        }
        return List.copyOf(changes);
    }

    private Optional<Change> change(
            Address address, Optional<SortedMap<String, Value>> before, Optional<Resource> after) {
        if (after.isEmpty()) {
            List<FieldDiff> gone = fields(address, before.orElseGet(TreeMap::new), Collections.emptySortedMap());
            return Optional.of(retained.apply(address)
                    .<Change>map(reason -> new Change.Keep(address, reason))
                    .orElseGet(() -> new Change.Delete(address, gone)));
        }
        SortedMap<String, Attribute> attributes = after.get().attributes();
        if (before.isEmpty()) {
            return Optional.of(new Change.Create(address, fields(address, Collections.emptySortedMap(), attributes)));
        }
        List<FieldDiff> fields = fields(address, before.get(), attributes);
        if (!fields.isEmpty()) {
            boolean replace = fields.stream().anyMatch(FieldDiff::forcesReplace);
            return Optional.of(replace ? new Change.Replace(address, fields) : new Change.Update(address, fields));
        }
        // A record that lags behind, of an apply that was cut off or of a host that somebody changed in the same way as
        // hub.yaml, would make the next change look like drift: it is adopted, too.
        boolean known =
                address.kind() == Address.Kind.SERVER || recorded.find(address).equals(before);
        return known ? Optional.empty() : Optional.of(new Change.Adopt(address, fields));
    }

    private List<FieldDiff> fields(
            Address address, SortedMap<String, Value> before, SortedMap<String, Attribute> after) {
        SortedSet<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        List<FieldDiff> fields = new ArrayList<>();
        for (String path : paths) {
            Optional<Value> was = Optional.ofNullable(before.get(path));
            Optional<Attribute> attribute = Optional.ofNullable(after.get(path));
            Optional<Value> becomes = attribute.map(Attribute::value);
            if (!was.equals(becomes)) {
                boolean replaces = attribute.filter(Attribute::forcesReplace).isPresent();
                fields.add(new FieldDiff(path, was, becomes, replaces, origin(address, path, was, attribute)));
            }
        }
        return List.copyOf(fields);
    }

    /**
     * Drift is what no longer is as the last apply left it, although hub.yaml still asks for just that; everything else
     * differs because something is asked for that was not before.
     */
    private Origin origin(Address address, String path, Optional<Value> was, Optional<Attribute> attribute) {
        Optional<SortedMap<String, Value>> record = recorded.find(address);
        if (record.isPresent()) {
            Optional<Value> left = Optional.ofNullable(record.get().get(path));
            boolean moved = !was.equals(left);
            boolean asked = !attribute.map(Attribute::value).equals(left);
            if (moved && !asked) {
                return Origin.DRIFT;
            }
        }
        return attribute
                .map(present -> switch (present.source()) {
                    case CONFIG -> Origin.CONFIG;
                    case SIZING -> Origin.SIZING;
                    case CONSEQUENCE -> Origin.CONSEQUENCE;
                })
                .orElse(Origin.CONFIG);
    }
}
