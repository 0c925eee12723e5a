package io.rlmprov.apply;

import io.rlmprov.classroom.Spending;
import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.DockerObjects;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.facts.RemoteShell;
import io.rlmprov.facts.Script;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.proof.LastProof;
import io.rlmprov.kinds.proof.Proof;
import io.rlmprov.kinds.server.UserServers;
import io.rlmprov.kinds.service.Service;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import io.rlmprov.model.FieldDiff;
import io.rlmprov.model.Payload;
import io.rlmprov.plan.HostPlanner;
import io.rlmprov.plan.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Reads a host for an operator who wants to know how the hub is. Changes nothing, and needs no secret of hub.yaml. */
public final class Inspector {
    private static final String JOURNAL = "journal.sh";
    private static final String SPENDING = "spending.sh";

    /** Exit status of logs.sh. */
    private static final int NO_CONTAINER = 3;

    private final Hub hub;
    private final List<Kind> kinds;
    private final ScriptFiles scripts;
    private final HostProbe probe;

    /**
     * For one hub.
     *
     * @param kinds as {@code plan.Kinds} has them
     */
    public Inspector(Hub hub, List<Kind> kinds, ScriptFiles scripts, Entropy entropy) {
        this.hub = hub;
        this.kinds = kinds;
        this.scripts = scripts;
        this.probe = new HostProbe(hub, kinds, scripts, entropy);
    }

    /**
     * All runs that the journal of the host tells of.
     *
     * @throws StepFailed if the journal cannot be read
     */
    public History history(TargetHost host) {
        String text =
                scripts.text("probe/" + HostProbe.LOCK) + scripts.text("probe/" + JOURNAL) + scripts.text(JOURNAL);
        Script script = new Script(JOURNAL, text, Map.of("HUB", hub.name(), "JOURNAL", "+1"));
        RemoteShell.Result result = host.run(script, _ -> {});
        if (!result.ok()) {
            throw new StepFailed(
                    "Reading the journal of " + host.name(), result, "Check /var/lib/rlmprov on the host.");
        }
        return History.parse(result.out().lines().toList());
    }

    /**
     * Passes the log of a container on, line by line.
     *
     * @param alive what keeps a log that is followed going: the log ends when this input does
     * @throws RlmprovException if there is no such container, or Docker refuses
     */
    public void logs(TargetHost host, LogRequest request, Payload alive, Consumer<String> lines) {
        Map<String, String> variables = request.variables();
        variables.put("HUB", hub.name());
        Script script = scripts.script("logs.sh", variables).withInput(alive);
        RemoteShell.Result result = request.follow() ? host.follow(script, lines) : host.run(script, lines);
        if (result.exit() == NO_CONTAINER) {
            throw new RlmprovException(
                    switch (request.kind()) {
                        case SERVICE -> host.name() + " has no container of a service " + request.name() + ".";
                        case SERVER ->
                            request.name() + " has no server on " + host.name()
                                    + ". The log of a server that was stopped is removed with its container.";
                    },
                    "Run rlmprov status to see the services and servers that are there.");
        }
        if (!result.ok()) {
            throw new RlmprovException(
                    host.name() + ": docker logs ended with exit status " + result.exit() + ".",
                    "See the lines above.");
        }
    }

    /**
     * How the hub and its host are now, by one exec.
     *
     * @throws StepFailed if the probe failed
     */
    public HubStatus status(TargetHost host) {
        HostFacts facts = probe.read(host, false, JOURNAL, SPENDING);
        List<String> unread = new ArrayList<>();
        facts.errors().forEach((section, errors) -> unread.add(section + ": " + String.join("; ", errors)));
        boolean present = facts.record().isPresent()
                || !facts.files().isEmpty()
                || !facts.docker().services().isEmpty();
        return new HubStatus(
                hub.name(),
                host.name(),
                present,
                facts,
                services(facts),
                UserServers.running(facts).stream()
                        .map(server -> new HubStatus.Server(server.user(), server.memory(), server.used()))
                        .toList(),
                History.parse(
                        facts.probe().lines("journal"),
                        facts.probe().lines("lock").stream().findFirst()),
                LastProof.of(facts).map(proof -> new HubStatus.Proof(proof.at(), proof.stale(), proof.toString())),
                !facts.stateFiles().containsKey(Proof.MARK),
                facts.probe().lines("spending").stream().findFirst().flatMap(Spending.Total::parse),
                drift(host, facts),
                unread);
    }

    private HubStatus.Drift drift(TargetHost host, HostFacts facts) {
        try {
            if (facts.record().isEmpty()) {
                return new HubStatus.Drift.Unknown("no apply has finished");
            }
            return new HostPlanner(kinds, host.name(), hub, facts)
                    .drift()
                    .<HubStatus.Drift>map(changes -> new HubStatus.Drift.Of(
                            changes.stream().map(Inspector::resource).toList()))
                    .orElseGet(() -> new HubStatus.Drift.Unknown("an older version of rlmprov applied the hub last"));
        } catch (RlmprovException unreadable) {
            return new HubStatus.Drift.Unknown(String.valueOf(unreadable.getMessage()));
        }
    }

    private static HubStatus.Resource resource(Change change) {
        boolean known = change.verb() == Verb.UPDATE || change.verb() == Verb.REPLACE;
        List<String> fields =
                known ? change.fields().stream().map(FieldDiff::path).toList() : List.of();
        return new HubStatus.Resource(change.address(), fields, change.verb() == Verb.CREATE);
    }

    /** Those that run, and those that the last apply left. */
    private static List<HubStatus.Service> services(HostFacts facts) {
        Map<String, DockerObjects.Service> found = facts.docker().services();
        SortedSet<String> names = new TreeSet<>(found.keySet());
        names.addAll(recorded(facts));
        return names.stream()
                .map(name -> Optional.ofNullable(found.get(name))
                        .map(Inspector::service)
                        .orElseGet(() -> new HubStatus.Service(name, "absent", Optional.empty(), Optional.empty())))
                .toList();
    }

    private static HubStatus.Service service(DockerObjects.Service service) {
        DockerObjects.Container container = service.container();
        return new HubStatus.Service(
                service.name(),
                container.state(),
                service.health().filter(health -> container.running() && !health.isEmpty()),
                Optional.of(container.started()).filter(text -> container.running() && !text.isEmpty()));
    }

    private static List<String> recorded(HostFacts facts) {
        try {
            String services = Service.NAME + "/";
            return Recorded.parse(facts.record().orElse("")).resources().keySet().stream()
                    .filter(local -> local.startsWith(services))
                    .map(local -> local.substring(services.length()))
                    .toList();
        } catch (RlmprovException unreadable) {
            return List.of();
        }
    }
}
