package io.rlmprov.kinds.server;

import io.rlmprov.config.ByteSize;
import io.rlmprov.facts.DockerObjects;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Departure;
import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Survey;
import io.rlmprov.kinds.Work;
import io.rlmprov.kinds.file.HubFile;
import io.rlmprov.model.Action;
import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import io.rlmprov.model.Unit;
import io.rlmprov.model.Value;
import io.rlmprov.sizing.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Running servers of users. A plan makes and ends none; it gives them other limits in place. */
public final class UserServers implements Kind {
    /** The kind's name. */
    public static final String NAME = "server";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean ephemeral() {
        return true;
    }

    /** The servers of users that run now. */
    public static List<RunningServer> running(HostFacts facts) {
        return facts.docker().servers().values().stream()
                .filter(server -> server.container().running())
                .map(server -> new RunningServer(
                        user(server),
                        server.container().name(),
                        server.limits().memory(),
                        server.used().orElse(0L)))
                .toList();
    }

    private static String user(DockerObjects.Server server) {
        return server.user().orElseGet(() -> server.container().name().replaceFirst("^jupyter-", ""));
    }

    /** The probe of services lists all containers. */
    @Override
    public List<String> probes() {
        return List.of();
    }

    @Override
    public List<ServerLimits> desired(Blueprint blueprint) {
        List<ServerLimits> servers = new ArrayList<>();
        Sizes sizes = blueprint.sizes();
        blueprint
                .facts()
                .docker()
                .servers()
                .values()
                .forEach(server -> unreachable(server).ifPresent(blueprint::note));
        for (RunningServer server : running(blueprint.facts())) {
            if (server.tooFullFor(sizes.memory())) {
                blueprint.note(kept(server, sizes.memory()));
            } else {
                servers.add(new ServerLimits(
                        blueprint.address(NAME, server.user()),
                        sizes.memory(),
                        sizes.cpu(),
                        blueprint.hub().server()));
            }
        }
        return servers;
    }

    /** What an apply does not correct: only the server's user, or who did it, knows what it is worth. */
    private static Optional<String> unreachable(DockerObjects.Server server) {
        String container = server.container().name();
        if (server.container().state().equals("paused")) {
            return Optional.of(user(server) + "'s server is paused; on the host, \"docker unpause " + container
                    + "\" lets it go on");
        }
        if (server.container().running() && !server.connected()) {
            return Optional.of(user(server)
                    + "'s server is not on the users' network, and nobody can use it; on the host, " + "\"docker rm -f "
                    + container + "\" ends it; a minute later its user can start another with the same files");
        }
        return Optional.empty();
    }

    private static String kept(RunningServer server, long limit) {
        long mebibytes = server.memory() >> 20;
        String keeps = mebibytes == 0 ? "keeps going without a limit" : "keeps its " + mebibytes + " MiB";
        return server.user() + "'s server uses " + (server.used() >> 20) + " MiB, too near to the new limit of "
                + (limit >> 20) + " MiB: it " + keeps + " until its next start";
    }

    @Override
    public void observe(Survey survey) {
        survey.facts().docker().servers().values().stream()
                .filter(server -> server.container().running())
                .forEach(server -> {
                    DockerObjects.Limits limits = server.limits();
                    survey.put(NAME, user(server), "memory", limits.memory(), Unit.BYTES);
                    survey.put(NAME, user(server), "memory+swap", limits.memorySwap(), Unit.BYTES);
                    survey.put(NAME, user(server), "cpu", limits.cpu());
                });
    }

    /** What hub.yaml asked for at the last apply is what settings.json has said since. */
    @Override
    public Optional<SortedMap<String, Value>> left(Function<String, Optional<SortedMap<String, Value>>> record) {
        return record.apply(HubFile.NAME + "/" + HubFile.SETTINGS)
                .filter(settings -> settings.containsKey("server.memory") && settings.containsKey("server.cpu"))
                .map(settings -> new TreeMap<>(Map.of(
                        "memory", settings.get("server.memory"),
                        "memory+swap", settings.get("server.memory"),
                        "cpu", settings.get("server.cpu"))));
    }

    @Override
    public Optional<String> stays(Address address, Departure departure) {
        return departure.destroys() ? Optional.empty() : Optional.of("keeps its limits until its next start");
    }

    @Override
    public void operations(Work work) {
        if (work.destroys()) {
            stop(work);
            return;
        }
        List<Change> changes = work.changes().of(NAME);
        boolean others = !running(work.facts()).isEmpty();
        boolean limits = work.changes()
                .acting()
                .anyMatch(change -> HubFile.changesLimits(change) && (others || change.verb() != Change.Verb.CREATE));
        work.sizes().filter(_ -> limits || !changes.isEmpty()).ifPresent(sizes -> resize(work, sizes, changes, limits));
    }

    private static void resize(Work work, Sizes sizes, List<Change> changes, boolean limits) {
        List<String> unlabelled = work.facts().docker().servers().values().stream()
                .filter(server -> server.user().isEmpty())
                .map(server -> server.container().name())
                .toList();
        String each = ByteSize.text(sizes.memory());
        work.graph()
                .add(Draft.of(
                                "resize-servers",
                                "Resizing running servers",
                                "Resized running servers",
                                new Action.Resize(work.hub().name(), unlabelled, sizes.memory(), sizes.cpu()))
                        .making(changes)
                        .asked(asked(work, changes))
                        .rule("every server that runs then gets " + each + " and "
                                + Value.of(sizes.cpu()).text() + " cores; one that uses nearly " + each
                                + " or more keeps its limits")
                        .ephemeral(!limits)
                        .after("write-files", "start-stack"));
    }

    /** A change of the limits in the settings asks for all servers. */
    private static List<Change> asked(Work work, List<Change> changes) {
        return Stream.concat(changes.stream(), work.changes().acting().filter(HubFile::changesLimits))
                .toList();
    }

    private static void stop(Work work) {
        if (!work.facts().engine().answers() || work.changes().all().isEmpty()) {
            return;
        }
        // Without the hub alone, servers run on; what else goes would go from under them.
        if (work.partial()
                && work.changes()
                        .acting()
                        .allMatch(change -> change.address().kind().equals("service"))) {
            return;
        }
        work.graph()
                .add(Draft.of(
                                "stop-servers",
                                "Stopping users' servers",
                                "Stopped users' servers",
                                new Action.Run(
                                        "remove-servers.sh",
                                        Map.of("HUB", work.hub().name()),
                                        "See what the engine says."))
                        .making(work.changes().deleted(NAME))
                        .rule("every server of the hub that runs when the hub is gone")
                        .needing("stop-stack"));
    }

    @Override
    public Optional<String> impact(Change change, Desired desired, int servers) {
        return switch (change.verb()) {
            case UPDATE -> Optional.of("resized while it runs");
            case DELETE -> Optional.of("the user's server is stopped; what was not saved is lost");
            case CREATE, REPLACE, ADOPT, KEEP -> Optional.empty();
        };
    }
}
