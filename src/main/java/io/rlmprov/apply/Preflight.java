package io.rlmprov.apply;

import io.rlmprov.config.Hub;
import io.rlmprov.config.Hub.Install;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.DockerObjects;
import io.rlmprov.facts.EngineFacts;
import io.rlmprov.facts.HostFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What in the facts of a host says that an apply would fail or harm: told in the plan, before anything changes. */
final class Preflight {
    /** Distributions on which Docker can be installed; others may bring an engine of their own. */
    private static final Set<String> INSTALLABLE = Set.of("debian", "ubuntu");

    /** Images take about 2 GB, building them as much again. */
    private static final long DISK_NEEDED = 5L << 30;

    private final Hub hub;
    private final HostFacts facts;

    Preflight(Hub hub, HostFacts facts) {
        this.hub = hub;
        this.facts = facts;
    }

    /**
     * Refuses a host that cannot carry the hub.
     *
     * @throws RlmprovException with all reasons at once
     */
    void check() {
        List<String> reasons = new ArrayList<>();
        engine(reasons);
        Optional<String> handOver = HandMadeHub.find(facts.docker())
                // Another hub of rlmprov has a sentence of its own.
                .filter(_ -> facts.otherHubs().isEmpty())
                .flatMap(handMade -> handMade.inTheWayOf(hub.http().port()));
        handOver.ifPresentOrElse(reasons::add, () -> port(reasons));
        if (!facts.otherHubs().isEmpty()) {
            reasons.add("This host carries the hub " + String.join(", ", facts.otherHubs())
                    + " already, and users' containers have one name each on a host. Give this hub a host of its own.");
        }
        if (!facts.preflight().flock()) {
            reasons.add("The command flock is missing, so no lock can be held. Install util-linux.");
        }
        if (!reasons.isEmpty()) {
            throw new RlmprovException(
                    "This host cannot carry the hub " + hub.name() + ":\n  - " + String.join("\n  - ", reasons),
                    "Nothing was changed.");
        }
    }

    private void engine(List<String> reasons) {
        EngineFacts engine = facts.engine();
        String why = String.join(" ", engine.reasons());
        boolean installable =
                INSTALLABLE.contains(facts.os().id()) && facts.preflight().apt();
        switch (engine.state()) {
            case READY -> {}
            case FOREIGN -> reasons.add(why + " Remove it, or use another host: rlmprov does not replace an engine.");
            case ABSENT, STOPPED, TOO_OLD -> {
                if (hub.docker().install() == Install.NEVER) {
                    reasons.add("There is no usable Docker, and docker.install is \"never\". " + why);
                } else if (!installable) {
                    reasons.add(
                            "There is no usable Docker, and rlmprov installs it on Debian 12, 13 and Ubuntu only; this is "
                                    + facts.os().title() + ". Install Docker 20.10 or newer with compose v2 by hand.");
                }
            }
        }
    }

    private void port(List<String> reasons) {
        int port = hub.http().port();
        boolean ours = facts.docker().services().values().stream()
                .flatMap(service -> service.container().ports().stream())
                .anyMatch(published -> published.hostPort() == port);
        facts.preflight().listening().stream()
                .filter(listener -> listener.port() == port && !ours)
                .findFirst()
                .ifPresent(listener -> reasons.add("Port " + port + " is in use (by "
                        + holder(port, listener.process())
                        + "). Stop that, or set http.port to a free one."));
    }

    private String holder(int port, String process) {
        return facts.docker().others().values().stream()
                .filter(container -> container.ports().stream().anyMatch(published -> published.hostPort() == port))
                .map(DockerObjects.Container::name)
                .findFirst()
                .map(name -> "container " + name)
                .orElse(process);
    }

    private long volumesLeft() {
        return facts.docker().volumes().values().stream()
                .filter(volume -> volume.ofUserOf(hub.name()))
                .count();
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
        long left = facts.docker().network().isPresent() ? 0 : volumesLeft();
        if (left > 0) {
            notes.add("%d %s of users' files (jupyterhub-user-*) %s on this host: who logs in by such a name finds them"
                    .formatted(left, left == 1 ? "volume" : "volumes", left == 1 ? "is" : "are"));
        }
        boolean built =
                facts.docker().images().stream().anyMatch(image -> image.kind().equals("singleuser"));
        if (!built && facts.hardware().diskFree() < DISK_NEEDED) {
            notes.add("only %.1f GiB are free in %s; building the images takes about 5"
                    .formatted(
                            facts.hardware().diskFree() / (double) (1L << 30),
                            facts.hardware().diskPath()));
        }
        return notes;
    }
}
