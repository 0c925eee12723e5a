package io.rlmprov.apply;

import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.config.Secrets;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.volume.UserVolumes;
import io.rlmprov.model.Contents;
import io.rlmprov.model.HmacKey;
import io.rlmprov.model.Names;
import io.rlmprov.plan.HostPlan;
import io.rlmprov.plan.HostPlanner;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.Selection;
import io.rlmprov.sizing.Sizer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads each host by one probe, and leaves the rest to pure functions. */
public final class Planner {
    private final Hub hub;
    private final List<Kind> kinds;
    private final HostProbe probe;
    private final HmacKey newKey;
    private final Selection selection;

    /**
     * For one hub.
     *
     * @param kinds as {@code plan.Kinds} has them
     * @param entropy for nonces, and for the key of a host that has none yet
     */
    public Planner(Hub hub, List<Kind> kinds, ScriptFiles scripts, Entropy entropy) {
        this(hub, kinds, new HostProbe(hub, kinds, scripts, entropy), HmacKey.of(entropy.bytes(32)), Selection.ALL);
    }

    private Planner(Hub hub, List<Kind> kinds, HostProbe probe, HmacKey newKey, Selection selection) {
        this.hub = hub;
        this.kinds = kinds;
        this.probe = probe;
        this.newKey = newKey;
        this.selection = selection;
    }

    /** The same planner for a part of the plan. */
    public Planner selecting(Selection part) {
        return new Planner(hub, kinds, probe, newKey, part);
    }

    /**
     * What would make the hosts as hub.yaml says.
     *
     * @param secrets lines of secrets.env
     * @throws RlmprovException if a host cannot be read, or can never carry this hub
     */
    public Plan plan(List<? extends TargetHost> hosts, Contents contents, Secrets secrets) {
        return plan(Plan.Action.APPLY, hosts, host -> plan(host, contents, secrets));
    }

    /**
     * What would take the hub away.
     *
     * @param purge whether users' data and the hub's database go too
     */
    public Plan destroy(List<? extends TargetHost> hosts, boolean purge) {
        return plan(Plan.Action.DESTROY, hosts, host -> destroy(host, purge));
    }

    /** What changed on the hosts since the last apply, and the records that follow them. */
    public Plan refresh(List<? extends TargetHost> hosts) {
        return plan(Plan.Action.REFRESH, hosts, this::refresh);
    }

    private HostPlan refresh(TargetHost host) {
        HostFacts facts = probe(host, false);
        new Preflight(hub, facts).checkDestroy();
        return new HostPlanner(kinds, host.name(), hub, facts).refresh(withLock(facts, List.of()));
    }

    private Plan plan(Plan.Action action, List<? extends TargetHost> hosts, Function<TargetHost, HostPlan> each) {
        return Plan.of(action, hub.name(), hosts.stream().map(each).toList(), kinds, selection);
    }

    private HostPlan plan(TargetHost host, Contents contents, Secrets secrets) {
        HostFacts facts = probe(host, false);
        Preflight preflight = new Preflight(hub, facts);
        preflight.check();
        HostPlanner planner = new HostPlanner(kinds, host.name(), hub, facts, selection);
        Blueprint blueprint = new Blueprint(
                host.name(),
                hub,
                preflight.addresses().limit(hub.users(), Sizer.size(hub, planner.capacity())),
                contents,
                secrets,
                facts.key().orElse(newKey),
                facts);
        return planner.apply(blueprint, withLock(facts, preflight.notes()));
    }

    private HostPlan destroy(TargetHost host, boolean purge) {
        HostFacts facts = probe(host, purge);
        new Preflight(hub, facts).checkDestroy();
        List<String> notes = purge
                ? UserVolumes.of(facts.docker(), hub.name(), new Names(hub.name()).hubVolume()).purgeNote().stream()
                        .toList()
                : List.of();
        return new HostPlanner(kinds, host.name(), hub, facts, selection)
                .destroy(purge, facts.key().orElse(newKey), withLock(facts, notes));
    }

    private static List<String> withLock(HostFacts facts, List<String> notes) {
        return Stream.concat(
                        LockHolder.of(facts)
                                .map(holder -> "another run of rlmprov is at work on this host: " + holder
                                        + "; the plan shows the host as it is now")
                                .stream(),
                        notes.stream())
                .toList();
    }

    private HostFacts probe(TargetHost host, boolean withUsage) {
        HostFacts facts = probe.read(host, withUsage);
        facts.errors().forEach((section, errors) -> {
            throw new RlmprovException(
                    "Some facts of the host " + host.name() + " could not be read (" + section + "): "
                            + String.join("; ", errors),
                    "Fix the reported error and run the command again. Nothing was changed.");
        });
        return facts;
    }
}
