package io.rlmprov.plan;

import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.proof.Proof;
import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import io.rlmprov.model.FieldDiff;
import io.rlmprov.model.Operation;
import io.rlmprov.model.Sha256;
import io.rlmprov.model.Task;
import io.rlmprov.model.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What would happen on all hosts, why, and by which operations: pure data.
 *
 * @param action whether it builds or takes away
 * @param hub name of the hub
 * @param hosts in the order of hub.yaml
 * @param ephemeral names of the kinds whose resources come and go with users
 * @param selection the part of the plan that the operator asks for
 */
public record Plan(Action action, String hub, List<HostPlan> hosts, Set<String> ephemeral, Selection selection) {
    /** What a plan is for. */
    public enum Action {
        APPLY,
        DESTROY,
        /** The record follows the host. */
        REFRESH
    }

    /** A plan for these hosts. */
    public static Plan of(Action action, String hub, List<HostPlan> hosts, List<Kind> kinds, Selection selection) {
        return new Plan(action, hub, List.copyOf(hosts), ephemeral(kinds), selection);
    }

    static Set<String> ephemeral(List<Kind> kinds) {
        return kinds.stream().filter(Kind::ephemeral).map(Kind::name).collect(Collectors.toSet());
    }

    /** The changes of all hosts. */
    public List<Change> changes() {
        return hosts.stream().flatMap(host -> host.changes().stream()).toList();
    }

    /** The tasks of all hosts, in an order in which they can run one after the other. */
    public List<Task> tasks() {
        return hosts.stream().flatMap(host -> host.tasks().stream()).toList();
    }

    /** The operations of all hosts. */
    public List<Operation> operations() {
        return tasks().stream().map(Task::operation).toList();
    }

    /** Whether there is nothing to do: what merely stays does not count. */
    public boolean isEmpty() {
        return changes().stream().allMatch(change -> change.verb() == Verb.KEEP);
    }

    /**
     * Whether all is as it should be, except what users do meanwhile and what an applied plan left out on purpose.
     *
     * @param applied the plan
     */
    public boolean converged(Plan applied) {
        Set<Address> leftOut = applied.leftOut().stream().map(Change::address).collect(Collectors.toSet());
        return changes().stream()
                .allMatch(change -> change.verb() == Verb.KEEP
                        || ephemeral.contains(change.address().kind())
                        || leftOut.contains(change.address())
                        || (!leftOut.isEmpty() && change.address().kind().equals(Proof.NAME)));
    }

    /** Changes of all hosts that the operator left out. */
    public List<Change> leftOut() {
        return hosts.stream().flatMap(host -> host.leftOut().stream()).toList();
    }

    /**
     * The name of the plan: 12 hexadecimal digits of a digest of what is done and of what it is done to. Who is logged in does
     * not change it. Secrets go into it by their HMACs, except for a host that has no key yet.
     */
    public String id() {
        StringBuilder text =
                new StringBuilder().append(action).append(' ').append(hub).append('\n');
        hosts.forEach(host -> text.append(host.host())
                .append(' ')
                .append(host.fingerprint().sha256())
                .append(' ')
                .append(host.desiredDigest())
                .append('\n'));
        hosts.forEach(host -> host.changes().stream()
                .filter(change -> !ephemeral.contains(change.address().kind()))
                .forEach(change -> append(text, change, host.keyed())));
        operations().stream()
                .filter(operation -> !operation.ephemeral())
                .forEach(operation -> text.append(operation.id())
                        .append(' ')
                        .append(operation.doing())
                        .append('\n'));
        return Sha256.of(text.toString()).substring(0, 12);
    }

    private static void append(StringBuilder text, Change change, boolean keyed) {
        text.append(change.verb()).append(' ').append(change.address()).append(change.reasons());
        for (FieldDiff field : change.fields()) {
            text.append('\n')
                    .append(field.path())
                    .append(side(field.before(), keyed))
                    .append(side(field.after(), keyed));
        }
        text.append('\n');
    }

    private static String side(Optional<Value> value, boolean keyed) {
        return value.map(it -> !keyed && it.keyed() ? " keyed" : " " + it.form() + " " + it.text())
                .orElse(" absent");
    }
}
