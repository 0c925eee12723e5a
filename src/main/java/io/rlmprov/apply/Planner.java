package io.rlmprov.apply;

import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.config.Secrets;
import io.rlmprov.desired.Address;
import io.rlmprov.desired.Address.Kind;
import io.rlmprov.desired.Contents;
import io.rlmprov.desired.DesireHub;
import io.rlmprov.desired.Desired;
import io.rlmprov.desired.HmacKey;
import io.rlmprov.desired.Names;
import io.rlmprov.desired.RunningServer;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.facts.Observation;
import io.rlmprov.facts.Observed;
import io.rlmprov.facts.Recorded;
import io.rlmprov.facts.RemoteShell;
import io.rlmprov.facts.Script;
import io.rlmprov.plan.Change;
import io.rlmprov.plan.Differ;
import io.rlmprov.plan.Fingerprint;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.Plan.Action;
import io.rlmprov.plan.Restarts;
import io.rlmprov.sizing.Capacity;
import io.rlmprov.sizing.Sizer;
import io.rlmprov.sizing.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One probe, then pure functions: what the host has, what it should have, and what has to happen. */
public final class Planner {
    private final String host;
    private final Hub hub;
    private final ScriptFiles scripts;
    private final Entropy entropy;
    private final HmacKey newKey;

    /**
     * For one host.
     *
     * @param host how addresses name it
     * @param entropy for nonces, and for the key of a host that has none yet
     */
    public Planner(String host, Hub hub, ScriptFiles scripts, Entropy entropy) {
        this.host = host;
        this.hub = hub;
        this.scripts = scripts;
        this.entropy = entropy;
        this.newKey = HmacKey.of(entropy.bytes(32));
    }

    /**
     * What would make the host as hub.yaml says.
     *
     * @param secrets lines of secrets.env
     * @throws RlmprovException if the host cannot be read, or can never carry this hub
     */
    public Planned plan(RemoteShell shell, Contents contents, Secrets secrets) {
        HostFacts facts = probe(shell, false);
        Preflight preflight = new Preflight(hub, facts);
        preflight.check();
        Observation observation = new Observation(host, names(), facts);
        Observed observed = observation.observed();
        Capacity capacity = capacity(facts);
        Sizes sizes = Sizer.size(hub, capacity);
        List<RunningServer> running = observation.runningServers();
        HmacKey key = facts.key().orElse(newKey);
        Desired desired = new DesireHub(host, hub, sizes).desired(contents, secrets.byName(), key, running);
        Recorded recorded = Recorded.parse(facts.record().orElse(""));
        List<Change> changes =
                Restarts.with(new Differ(observed, recorded, Planner::keptByApply).changes(desired), desired);
        List<String> notes = new ArrayList<>(sizes.notes());
        notes.addAll(desired.notes());
        notes.addAll(preflight.notes());
        Plan plan = new Plan(
                Action.APPLY,
                hub.name(),
                host,
                changes,
                Fingerprint.of(observed, capacity),
                desired.digest(),
                sizes.arithmetic().stream().map(Sizes.Line::toString).toList(),
                notes,
                running.size());
        return new Planned(plan, desired, Optional.of(sizes), observed, facts, key);
    }

    /**
     * What would take the hub away.
     *
     * @param purge whether users' data and the hub's database go too
     */
    public Planned destroy(RemoteShell shell, boolean purge) {
        HostFacts facts = probe(shell, purge);
        new Preflight(hub, facts).checkDestroy();
        UserVolumes users = UserVolumes.of(facts.docker(), hub.name(), names().hubVolume());
        Observation observation = new Observation(host, names(), facts);
        Observed observed = observation.observedWithUserData();
        Recorded recorded = Recorded.parse(facts.record().orElse(""));
        List<Change> changes = new Differ(observed, recorded, address -> keptByDestroy(address, purge, users))
                .changes(Desired.nothing());
        Plan plan = new Plan(
                Action.DESTROY,
                hub.name(),
                host,
                changes,
                Fingerprint.of(observed, capacity(facts)),
                Desired.nothing().digest(),
                List.of(),
                purge ? users.purgeNote().stream().toList() : List.of(),
                observation.runningServers().size());
        return new Planned(
                plan,
                Desired.nothing(),
                Optional.empty(),
                observed,
                facts,
                facts.key().orElse(newKey));
    }

    private HostFacts probe(RemoteShell shell, boolean withUsage) {
        String nonce = entropy.hex(16);
        Script script = scripts.script(
                "probe.sh",
                Map.of(
                        "HUB",
                        hub.name(),
                        "NONCE",
                        nonce,
                        "BASE",
                        hub.images().base(),
                        "WITH_USAGE",
                        withUsage ? "1" : ""));
        RemoteShell.Result result = shell.run(script, _ -> {});
        if (!result.ok()) {
            throw new StepFailed(
                    "Reading the host " + host, result, "See what the host says and run the command again.");
        }
        HostFacts facts = HostFacts.parse(result.out(), nonce);
        facts.errors().forEach((section, errors) -> {
            throw new RlmprovException(
                    "The host " + host + " could not be read wholly (" + section + "): " + String.join("; ", errors),
                    "A plan from half of the facts would lie. Mend what it says and run the command again.");
        });
        return facts;
    }

    private static Capacity capacity(HostFacts facts) {
        return new Capacity(
                facts.hardware().memory(),
                facts.hardware().cores(),
                facts.hardware().diskFree());
    }

    private static Optional<String> keptByApply(Address address) {
        return address.kind() == Kind.SERVER ? Optional.of("keeps its limits until its next start") : Optional.empty();
    }

    private static Optional<String> keptByDestroy(Address address, boolean purge, UserVolumes users) {
        return switch (address.kind()) {
            case ENGINE -> Optional.of("Docker itself stays");
            case FILE ->
                (address.name().equals("key") || address.name().startsWith("/")) && !purge
                        ? Optional.of("stays with the journal; destroy --purge removes both")
                        : Optional.empty();
            case VOLUME ->
                users.keptByPurge(address.name())
                        .or(() ->
                                purge ? Optional.empty() : Optional.of("data stays; only destroy --purge removes it"));
            default -> Optional.empty();
        };
    }

    private Names names() {
        return new Names(hub.name());
    }
}
