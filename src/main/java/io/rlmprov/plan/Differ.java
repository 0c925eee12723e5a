package io.rlmprov.plan;

import io.rlmprov.kinds.Departure;
import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Observed;
import io.rlmprov.kinds.Resource;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import io.rlmprov.model.FieldDiff;
import io.rlmprov.model.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The one comparison: what is, what should be, and what was left by the last apply. It serves plan, apply and destroy
 * alike.
 */
public final class Differ {
    private final List<Kind> kinds;
    private final Observed observed;
    private final Recorded recorded;
    private final Departure departure;

    /**
     * For one host.
     *
     * @param kinds in the order in which changes are told
     * @param departure why resources go for which nothing asks
     */
    public Differ(List<Kind> kinds, Observed observed, Recorded recorded, Departure departure) {
        this.kinds = kinds;
        this.observed = observed;
        this.recorded = recorded;
        this.departure = departure;
    }

    /** All changes, by kind and name; what is as it should be is not among them. */
    public List<Change> changes(Desired desired) {
        SortedSet<Address> addresses =
                new TreeSet<>(Comparator.comparingInt(this::rank).thenComparing(Comparator.naturalOrder()));
        addresses.addAll(desired.resources().keySet());
        addresses.addAll(observed.resources().keySet());
        List<Change> changes = new ArrayList<>();
        for (Address address : addresses) {
            Optional<SortedMap<String, Value>> before =
                    Optional.ofNullable(observed.resources().get(address));
            change(address, before, desired.find(address)).ifPresent(changes::add);
        }
        return List.copyOf(changes);
    }

    private int rank(Address address) {
        return kinds.indexOf(kind(address));
    }

    private Kind kind(Address address) {
        return kinds.stream()
                .filter(kind -> kind.name().equals(address.kind()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no kind of " + address));
    }

    private Optional<Change> change(
            Address address, Optional<SortedMap<String, Value>> before, Optional<Resource> after) {
        Kind kind = kind(address);
        if (after.isEmpty()) {
            List<FieldDiff> gone = fields(
                    address,
                    before.orElseGet(TreeMap::new),
                    Collections.emptySortedMap(),
                    _ -> Attribute.Source.CONFIG,
                    after);
            return Optional.of(kind.stays(address, departure)
                    .map(reason -> Change.keep(address, reason))
                    .orElseGet(() -> Change.of(address, Verb.DELETE, gone)));
        }
        SortedMap<String, Attribute> attributes = after.get().attributes();
        if (before.isEmpty()) {
            return Optional.of(Change.of(
                    address,
                    Verb.CREATE,
                    fields(address, Collections.emptySortedMap(), attributes, after.get()::absent, after)));
        }
        List<FieldDiff> fields = fields(address, before.get(), attributes, after.get()::absent, after);
        if (!fields.isEmpty()) {
            boolean replace = fields.stream().anyMatch(FieldDiff::forcesReplace);
            return Optional.of(Change.of(address, replace ? Verb.REPLACE : Verb.UPDATE, fields)
                    .because(kind.condition(before.get())));
        }
        // A record that lags behind, of an apply that was cut off or of a host that somebody changed in the same way as
        // hub.yaml, would make the next change look like drift: it is adopted, too.
        boolean known = !kind.recorded() || recorded.holds(address, before.get());
        return known ? Optional.empty() : Optional.of(Change.of(address, Verb.ADOPT, fields));
    }

    private List<FieldDiff> fields(
            Address address,
            SortedMap<String, Value> before,
            SortedMap<String, Attribute> after,
            Function<String, Attribute.Source> absent,
            Optional<Resource> desired) {
        SortedSet<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        Origins origins = new Origins(left(address, desired), recorded.outdated(), after.isEmpty());
        List<FieldDiff> fields = new ArrayList<>();
        for (String path : paths) {
            Optional<Value> was = Optional.ofNullable(before.get(path));
            Optional<Attribute> attribute = Optional.ofNullable(after.get(path));
            Optional<Value> becomes = attribute.map(Attribute::value);
            if (!was.equals(becomes)) {
                Attribute.Source source = attribute.map(Attribute::source).orElseGet(() -> absent.apply(path));
                boolean replaces = attribute.filter(Attribute::forcesReplace).isPresent();
                FieldDiff.Origin origin =
                        stranger(address, after) ? FieldDiff.Origin.DRIFT : origins.of(path, was, attribute, source);
                fields.add(new FieldDiff(path, was, becomes, replaces, origin));
            }
        }
        return List.copyOf(fields);
    }

    /** Whether somebody made it on the host since the last apply. */
    private boolean stranger(Address address, SortedMap<String, Attribute> after) {
        return after.isEmpty()
                && !recorded.resources().isEmpty()
                && left(address, Optional.empty()).isEmpty();
    }

    private Optional<SortedMap<String, Value>> left(Address address, Optional<Resource> desired) {
        Optional<SortedMap<String, Value>> own = recorded.find(address.local());
        return own.isPresent() ? own : kind(address).left(desired, recorded::find);
    }
}
