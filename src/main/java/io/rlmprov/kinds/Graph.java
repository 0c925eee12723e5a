package io.rlmprov.kinds;

import io.rlmprov.model.Address;
import io.rlmprov.model.Operation;
import io.rlmprov.model.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The operations of one host as the kinds add them. An operation runs after those that make what its resources depend on,
 * through resources that do not change as well.
 */
public final class Graph {
    private final String host;
    private final Desired desired;
    private final Map<String, Draft> drafts = new LinkedHashMap<>();

    /**
     * For one host.
     *
     * @param desired whose resources know what they depend on
     */
    public Graph(String host, Desired desired) {
        this.host = host;
        this.desired = desired;
    }

    /** Adds an operation. */
    public void add(Draft draft) {
        if (drafts.put(draft.id(), draft) != null) {
            throw new IllegalStateException("two operations are called " + draft.id());
        }
    }

    /** The operations as they were added. */
    public Collection<Draft> drafts() {
        return Collections.unmodifiableCollection(drafts.values());
    }

    /** Whether nothing is to be done. */
    public boolean isEmpty() {
        return drafts.isEmpty();
    }

    /**
     * All operations in an order in which they can run one after the other: among those that could be next, the one that was
     * added first.
     *
     * @param impact what an operation costs the people who are logged in, by the changes that ask for it
     */
    public List<Task> tasks(Function<Address, List<String>> impact) {
        Map<String, Set<String>> before = new HashMap<>();
        drafts.values().forEach(draft -> before.put(draft.id(), before(draft)));
        List<Task> tasks = new ArrayList<>();
        Set<String> done = new LinkedHashSet<>();
        while (done.size() < drafts.size()) {
            Draft next = drafts.values().stream()
                    .filter(draft -> !done.contains(draft.id()))
                    .filter(draft -> done.containsAll(before.getOrDefault(draft.id(), Set.of())))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("operations wait for each other: "
                            + drafts.keySet().stream()
                                    .filter(id -> !done.contains(id))
                                    .toList()));
            done.add(next.id());
            tasks.add(new Task(operation(next, direct(next.id(), before), impact), next.action()));
        }
        return List.copyOf(tasks);
    }

    private Operation operation(Draft draft, Set<String> after, Function<Address, List<String>> impact) {
        SortedSet<String> ids = new TreeSet<>();
        after.forEach(id -> ids.add(host + "/" + id));
        Set<String> costs = new LinkedHashSet<>();
        draft.makes().forEach(address -> costs.addAll(impact.apply(address)));
        return new Operation(
                host + "/" + draft.id(),
                host,
                draft.asked(),
                draft.doing(),
                draft.done(),
                ids,
                draft.rule(),
                List.copyOf(costs),
                draft.ephemeral());
    }

    /** All that goes before an operation. */
    private Set<String> before(Draft draft) {
        Set<Address> needed = needed(draft);
        Set<String> before = new HashSet<>();
        for (Draft other : drafts.values()) {
            boolean makesWhatIsNeeded = other.makes().stream().anyMatch(needed::contains);
            boolean named = draft.after().stream().anyMatch(id -> names(id, other.id()));
            if (!other.id().equals(draft.id()) && (makesWhatIsNeeded || named)) {
                before.add(other.id());
            }
        }
        return before;
    }

    private static boolean names(String after, String id) {
        return after.equals(Draft.ALL) || (after.endsWith("/") ? id.startsWith(after) : id.equals(after));
    }

    /** All that the resources of an operation depend on, directly or not, without themselves. */
    private Set<Address> needed(Draft draft) {
        Set<Address> needed = new HashSet<>();
        List<Address> open = new ArrayList<>(draft.makes());
        while (!open.isEmpty()) {
            desired.find(open.removeLast()).stream()
                    .flatMap(resource -> resource.dependencies().stream())
                    .map(Resource.Dependency::on)
                    .filter(needed::add)
                    .forEach(open::add);
        }
        draft.makes().forEach(needed::remove);
        return needed;
    }

    /** Those before an operation that do not go before another one of them: what a person needs to read. */
    private static Set<String> direct(String id, Map<String, Set<String>> before) {
        Set<String> direct = new HashSet<>(before.getOrDefault(id, Set.of()));
        Set<String> indirect = new HashSet<>();
        List<String> open = new ArrayList<>(direct);
        while (!open.isEmpty()) {
            before.getOrDefault(open.removeLast(), Set.of()).stream()
                    .filter(indirect::add)
                    .forEach(open::add);
        }
        direct.removeAll(indirect);
        return direct;
    }
}
