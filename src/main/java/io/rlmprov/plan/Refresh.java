package io.rlmprov.plan;

import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Graph;
import io.rlmprov.kinds.Kind;
import io.rlmprov.model.Action;
import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import io.rlmprov.model.FieldDiff;
import io.rlmprov.model.Task;
import io.rlmprov.model.Value;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What changed on a host since the last apply, and the record that follows the host. A field that is not
 * {@linkplain Kind#acceptable acceptable} keeps what the record has, and so stays drift.
 *
 * @param drift what would make the host as the last apply left it
 */
record Refresh(String host, String hub, List<Kind> kinds, Recorded recorded, List<Change> drift) {
    private static final String MENDS = "; rlmprov apply corrects it";

    /** The changes in the direction in which they happened: ADOPT what is recorded, and KEEP what it does not. */
    List<Change> changes() {
        return drift.stream().map(this::change).toList();
    }

    private Change change(Change mending) {
        List<FieldDiff> all = mending.fields().stream().map(Refresh::happened).toList();
        if (mending.verb() == Verb.DELETE) {
            return change(mending, Verb.KEEP, List.of(), "added on the host, and cannot be accepted" + MENDS);
        }
        List<FieldDiff> accepted =
                all.stream().filter(acceptable(mending.address())).toList();
        boolean missing = mending.verb() == Verb.CREATE;
        if (accepted.isEmpty() || (missing && accepted.size() < all.size())) {
            String what = missing ? "missing on the host, which cannot be accepted" : "cannot be accepted";
            return change(mending, Verb.KEEP, missing ? List.of() : all, what + MENDS);
        }
        String others = all.stream()
                .filter(field -> !accepted.contains(field))
                .map(FieldDiff::path)
                .collect(Collectors.joining(", "));
        return change(mending, Verb.ADOPT, accepted, others.isEmpty() ? "" : "not accepted: " + others + MENDS);
    }

    private static FieldDiff happened(FieldDiff mending) {
        Optional<Value> left = mending.after();
        Optional<Value> found = mending.before();
        return new FieldDiff(mending.path(), left, found, false, FieldDiff.Origin.DRIFT);
    }

    private static Change change(Change mending, Verb verb, List<FieldDiff> fields, String remark) {
        return new Change(
                mending.address(),
                verb,
                fields,
                new TreeSet<>(),
                List.of(),
                Optional.of(remark).filter(text -> !text.isEmpty()));
    }

    private Predicate<FieldDiff> acceptable(Address address) {
        return field -> !field.sensitive()
                && kinds.stream()
                        .filter(kind -> kind.name().equals(address.kind()))
                        .anyMatch(kind -> kind.acceptable(address.name(), field));
    }

    /** The one operation, if there is something to record among these changes. */
    List<Task> tasks(List<Change> changes) {
        List<Change> adopted =
                changes.stream().filter(change -> change.verb() == Verb.ADOPT).toList();
        if (adopted.isEmpty()) {
            return List.of();
        }
        // A mark of an apply that was cut off stays: this run proves nothing.
        Action write = RecordOperation.write(hub, record(adopted), true);
        Graph graph = new Graph(host, Desired.nothing());
        graph.add(Draft.of("record", "Recording the state of the host", "Recorded the state of the host", write)
                .asked(adopted));
        return graph.tasks(_ -> List.of());
    }

    private Recorded record(List<Change> adopted) {
        SortedMap<String, SortedMap<String, Value>> resources = new TreeMap<>(recorded.resources());
        adopted.forEach(change -> {
            SortedMap<String, Value> values =
                    new TreeMap<>(recorded.find(change.address().local()).orElseGet(TreeMap::new));
            change.fields().forEach(field -> {
                values.remove(field.path());
                field.after().ifPresent(value -> values.put(field.path(), value));
            });
            resources.remove(change.address().local());
            if (!values.isEmpty()) {
                resources.put(change.address().local(), values);
            }
        });
        return new Recorded(resources, false);
    }
}
