package io.rlmprov.plan;

import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Changes;
import io.rlmprov.kinds.Departure;
import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Graph;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Observed;
import io.rlmprov.kinds.Survey;
import io.rlmprov.kinds.Work;
import io.rlmprov.kinds.server.UserServers;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import io.rlmprov.model.HmacKey;
import io.rlmprov.model.Names;
import io.rlmprov.sizing.Capacity;
import io.rlmprov.sizing.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes the plan of one host from its facts: a pure function. */
public final class HostPlanner {
    private final List<Kind> kinds;
    private final String host;
    private final Hub hub;
    private final HostFacts facts;
    private final Selection selection;

    /**
     * For one host.
     *
     * @param kinds as {@link Kinds#all()} has them
     * @param host how addresses name it
     * @param facts what the probe saw
     * @param selection the part of the plan that the operator asks for
     */
    public HostPlanner(List<Kind> kinds, String host, Hub hub, HostFacts facts, Selection selection) {
        this.selection = selection;
        this.kinds = kinds;
        this.host = host;
        this.hub = hub;
        this.facts = facts;
    }

    /** For one host, and the whole plan. */
    public HostPlanner(List<Kind> kinds, String host, Hub hub, HostFacts facts) {
        this(kinds, host, hub, facts, Selection.ALL);
    }

    /** What the host has, as sizing reads it. */
    public Capacity capacity() {
        HostFacts.Hardware hardware = facts.hardware();
        return new Capacity(hardware.memory(), hardware.cores(), hardware.diskFree());
    }

    /** What makes the host as the blueprint says. */
    public HostPlan apply(Blueprint blueprint, List<String> notes) {
        Sizes sizes = blueprint.sizes();
        Desired desired = blueprint.desired(kinds);
        List<String> all = new ArrayList<>(sizes.notes());
        all.addAll(desired.notes());
        all.addAll(notes);
        return plan(
                desired,
                new Departure(false, false, hub.name(), facts),
                Optional.of(sizes),
                blueprint.key(),
                sizes.arithmetic().stream().map(Sizes.Line::toString).toList(),
                all);
    }

    /**
     * What takes the hub away.
     *
     * @param purge whether users' data and the hub's database go too
     */
    public HostPlan destroy(boolean purge, HmacKey key, List<String> notes) {
        return plan(
                Desired.nothing(),
                new Departure(true, purge, hub.name(), facts),
                Optional.empty(),
                key,
                List.of(),
                notes);
    }

    /**
     * What is no longer as the last apply left it, by the record on the host alone: hub.yaml is not asked. Empty if no apply
     * has finished, or if an older version of rlmprov wrote the record, which then has other fields.
     *
     * @throws io.rlmprov.config.RlmprovException if this version cannot read the record
     */
    public Optional<List<Change>> drift() {
        Recorded recorded = Recorded.parse(facts.record().orElse(""));
        if (recorded.resources().isEmpty() || recorded.outdated()) {
            return Optional.empty();
        }
        Departure stays = new Departure(false, false, hub.name(), facts);
        Set<String> kept = kinds.stream().filter(Kind::recorded).map(Kind::name).collect(Collectors.toSet());
        return Optional.of(new Differ(kinds, observed(false, Desired.nothing()), recorded, stays)
                .changes(recorded.left(host)).stream()
                        .filter(change ->
                                change.acts() && kept.contains(change.address().kind()))
                        .toList());
    }

    /**
     * What makes the record follow the host, where that can be accepted. The host itself is not changed.
     *
     * @throws RlmprovException if there is no record that this version can compare the host with
     */
    public HostPlan refresh(List<String> notes) {
        List<Change> drift = drift().orElseThrow(() -> new RlmprovException(
                host + " has no record of an apply by this version of rlmprov, so nothing can be told from it.",
                "Run rlmprov apply first."));
        Refresh refresh = new Refresh(
                host, hub.name(), kinds, Recorded.parse(facts.record().orElse("")), drift);
        List<Change> changes = refresh.changes();
        Observed observed = observed(false, Desired.nothing());
        return new HostPlan(
                host,
                changes,
                refresh.tasks(changes),
                Fingerprint.of(observed, capacity(), Plan.ephemeral(kinds)),
                Desired.nothing(),
                Desired.nothing().digest(Plan.ephemeral(kinds), facts.key().isPresent()),
                observed,
                facts,
                changes.stream().map(_ -> "").toList(),
                List.of(),
                notes,
                List.of(),
                Map.of());
    }

    private HostPlan plan(
            Desired desired,
            Departure departure,
            Optional<Sizes> sizes,
            HmacKey key,
            List<String> sizing,
            List<String> notes) {
        Observed observed = observed(departure.destroys(), desired);
        Recorded recorded = Recorded.parse(facts.record().orElse(""));
        List<Change> differing = new Differ(kinds, observed, recorded, departure).changes(desired);
        List<Change> requested = new Replacements(kinds, selection).of(differing, desired);
        List<Change> all = new Consequences(kinds, desired).of(requested);
        Function<Selected, Work> work = selected -> new Work(
                hub,
                departure.destroys(),
                departure.purge(),
                new Changes(selected.changes(), desired, selected.leftOut()),
                sizes,
                key,
                facts,
                new Graph(host, desired));
        Selected selected = Selected.all(all);
        Graph graph = graph(work.apply(selected), recorded);
        if (!selection.isAll()) {
            selected = Selected.of(selection, all, new Requirements(all, desired, graph.drafts()));
            graph = graph(work.apply(selected), recorded);
        }
        int servers = UserServers.running(facts).size();
        Impacts impacts = new Impacts(kinds, desired, selected.changes(), servers);
        return new HostPlan(
                host,
                selected.changes(),
                graph.tasks(impacts::of),
                Fingerprint.of(observed, capacity(), Plan.ephemeral(kinds)),
                desired,
                desired.digest(Plan.ephemeral(kinds), facts.key().isPresent()),
                observed,
                facts,
                impacts.all(),
                sizing,
                notes,
                selected.leftOut(),
                selected.along());
    }

    private Graph graph(Work work, Recorded recorded) {
        if (work.changes().all().stream().anyMatch(change -> change.verb() != Verb.KEEP)) {
            kinds.forEach(kind -> kind.operations(work));
            new RecordOperation(work, kinds, recorded).add();
        }
        return work.graph();
    }

    private Observed observed(boolean destroys, Desired desired) {
        Survey survey = new Survey(host, new Names(hub.name()), facts, destroys, desired);
        kinds.forEach(kind -> kind.observe(survey));
        return survey.observed();
    }
}
