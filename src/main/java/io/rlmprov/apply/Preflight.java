package io.rlmprov.apply;

import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.DockerObjects;
import io.rlmprov.facts.EngineFacts;
import io.rlmprov.facts.Ground;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.facts.TlsFacts;
import io.rlmprov.kinds.volume.HandMadeHub;
import io.rlmprov.kinds.volume.UserVolumes;
import io.rlmprov.model.Names;
import io.rlmprov.sizing.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What in the facts of a host says that an apply would fail or harm: told in the plan, before anything changes. */
final class Preflight {
    /** Images take about 2 GB, building them as much again. */
    private static final long DISK_NEEDED = 5L << 30;

    private static final Set<String> STOPPED = Set.of("exited", "created", "dead");

    private final Hub hub;
    private final HostFacts facts;
    private final UserVolumes users;
    private final Ground ground;

    Preflight(Hub hub, HostFacts facts) {
        this.hub = hub;
        this.facts = facts;
        this.ground = Ground.of(facts.probe());
        this.users = UserVolumes.of(facts.docker(), hub.name(), new Names(hub.name()).hubVolume());
    }

    /**
     * Refuses a host that cannot carry the hub.
     *
     * @throws RlmprovException with all reasons at once
     */
    void check() {
        List<String> reasons = new ArrayList<>(new SystemCheck(hub, facts).reasons());
        reasons.addAll(new EngineCheck(facts.engine(), ground).reasons());
        reasons.addAll(new DiskCheck(ground, !built()).reasons());
        reasons.addAll(new AddressCheck(hub.docker().subnet(), ground).reasons());
        Optional<String> handOver = HandMadeHub.find(facts.docker())
                // Another hub of rlmprov has a sentence of its own.
                .filter(_ -> facts.otherHubs().isEmpty())
                .flatMap(handMade -> handMade.inTheWayOf(hub.ports().getFirst()));
        handOver.or(() -> firstApply() && facts.otherHubs().isEmpty() ? users.inTheWay() : Optional.empty())
                .ifPresent(reasons::add);
        if (handOver.isEmpty()) {
            hub.ports().forEach(port -> port(port, reasons));
        }
        reasons.addAll(new ObjectCheck(facts.docker(), facts.probe(), names()).reasons());
        reasons.addAll(traffic().reasons());
        if (!facts.otherHubs().isEmpty()) {
            reasons.add("This host carries the hub " + String.join(", ", facts.otherHubs())
                    + " already, and users' containers have one name each on a host. Give this hub a host of its own.");
        }
        if (!reasons.isEmpty()) {
            throw new RlmprovException(
                    "This host cannot carry the hub " + hub.name() + ":\n  - " + String.join("\n  - ", reasons),
                    "Nothing was changed.");
        }
    }

    private Names names() {
        return new Names(hub.name());
    }

    private TrafficCheck traffic() {
        return new TrafficCheck(facts.probe(), names().project() + "-control");
    }

    /**
     * Refuses to take a hub away from an engine that cannot be asked: what it holds would stay, unseen.
     *
     * @throws RlmprovException with what to do
     */
    void checkDestroy() {
        EngineFacts engine = facts.engine();
        boolean absent = engine.state() == EngineFacts.State.ABSENT;
        if (engine.answers() || (absent && !facts.preflight().volumesLeft())) {
            return;
        }
        String remedy = switch (engine.state()) {
            case ABSENT -> "Install Docker again, or move that directory away";
            case FOREIGN -> "Make the command \"docker\" Docker's own again";
            case STOPPED, TOO_OLD, READY -> "Start it (systemctl start docker)";
        };
        throw new RlmprovException(
                String.format(
                        Locale.ROOT,
                        "What the hub %s has in Docker can neither be seen nor removed. %s%s",
                        hub.name(),
                        String.join(" ", engine.reasons()),
                        absent ? " But /var/lib/docker/volumes holds data." : ""),
                remedy + ", and run the command again. Nothing was changed.");
    }

    /** Whether the hub has no network here: the step that makes it adopts what others left. */
    private boolean firstApply() {
        return facts.docker().network().isEmpty();
    }

    private void port(int port, List<String> reasons) {
        Optional<String> service = facts.docker().services().values().stream()
                // One that has ended left the port to whoever came first.
                .filter(it -> !STOPPED.contains(it.container().state()))
                .filter(it -> it.container().ports().stream().anyMatch(published -> published.hostPort() == port))
                .map(DockerObjects.Service::name)
                .findFirst();
        if (hub.https().isPresent() && service.filter("proxy"::equals).isPresent()) {
            reasons.add(
                    "Port " + port + " is the hub's own for plain HTTP, and https needs it while that still answers."
                            + " Apply once with another http.port and without https.");
        }
        boolean ours = service.isPresent();
        facts.preflight().listening().stream()
                .filter(listener -> listener.port() == port && !ours)
                .findFirst()
                .ifPresent(listener -> reasons.add("Port " + port + " is in use (by "
                        + holder(port, listener.process())
                        + (hub.https().isPresent()
                                ? "), and https needs it. Stop that, or leave https out of hub.yaml."
                                : "). Stop that, or set http.port to a free one.")));
    }

    private String holder(int port, String process) {
        return facts.docker().others().values().stream()
                .filter(container -> container.ports().stream().anyMatch(published -> published.hostPort() == port))
                .map(DockerObjects.Container::name)
                .findFirst()
                .map(name -> "container " + name)
                .orElse(process);
    }

    /** Who has an address on the users' network: the one that is there, that of hub.yaml, or one of Docker's choice. */
    Addresses addresses() {
        return new Addresses(
                ground.subnet().or(() -> hub.docker().subnet()),
                ground.pools().stream().findFirst());
    }

    private boolean built() {
        return facts.docker().images().stream().anyMatch(image -> image.kind().equals("singleuser"));
    }

    /** What does not stand in the way but should be known. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        facts.engine().warnings().forEach(warning -> notes.add("Docker says: " + warning));
        if (!facts.preflight().brokenPackages().isEmpty()) {
            notes.add("dpkg left packages half installed ("
                    + String.join(", ", facts.preflight().brokenPackages())
                    + "); installing Docker finishes them first");
        }
        if (facts.preflight().cloudInit().equals("running")) {
            notes.add("cloud-init is still at work on this host; apply waits for it");
        }
        hub.https()
                .ifPresent(https -> notes.addAll(
                        new NameCheck(https, hub.hosts().getFirst().address(), TlsFacts.of(facts.probe())).notes()));
        notes.addAll(users.notes(firstApply()));
        notes.addAll(new EngineCheck(facts.engine(), ground).notes());
        notes.addAll(traffic().notes());
        if (!built() && facts.hardware().diskFree() < DISK_NEEDED) {
            notes.add(String.format(
                    Locale.ROOT,
                    "only %.1f GiB are free in %s; building the images takes about 5",
                    facts.hardware().diskFree() / (double) (1L << 30),
                    facts.hardware().diskPath()));
        }
        return notes;
    }
}
