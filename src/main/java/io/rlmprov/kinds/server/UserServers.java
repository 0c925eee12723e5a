package io.rlmprov.kinds.server;

import io.rlmprov.config.ByteSize;
import io.rlmprov.facts.DockerObjects;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Departure;
import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Resource;
import io.rlmprov.kinds.Survey;
import io.rlmprov.kinds.Work;
import io.rlmprov.kinds.file.HubFile;
import io.rlmprov.model.Action;
import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import io.rlmprov.model.Limits;
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
import java.util.stream.Collectors;
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
                        server.profile(),
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
        Limits limits = blueprint.sizes().limits();
        blueprint
                .facts()
                .docker()
                .servers()
                .values()
                .forEach(server -> unreachable(server).ifPresent(blueprint::note));
        new ServerRights(blueprint.names(), blueprint.facts()).notes().forEach(blueprint::note);
        for (RunningServer server : running(blueprint.facts())) {
            ServerLimits wanted =
                    ServerLimits.of(blueprint.address(NAME, server.user()), limits, server.profile(), blueprint.hub());
            if (!wanted.profile().equals(wanted.label())) {
                blueprint.note(moved(wanted));
            }
            if (server.tooFullFor(wanted.size().memory())) {
                blueprint.note(kept(server, wanted.size().memory()));
            } else {
                servers.add(wanted);
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

    /** The label is of the server's start and stays. */
    private static String moved(ServerLimits server) {
        return server.address().name() + "'s server was started "
                + server.label().map(slug -> "with the profile " + slug).orElse("without a profile")
                + "; by hub.yaml it has the limits of "
                + server.profile().map(slug -> "the profile " + slug).orElse("servers without a profile");
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
    public Optional<SortedMap<String, Value>> left(
            Optional<Resource> desired, Function<String, Optional<SortedMap<String, Value>>> record) {
        Optional<ServerLimits> server =
                desired.flatMap(it -> it instanceof ServerLimits limits ? Optional.of(limits) : Optional.empty());
        Stream<String> sections = Stream.of(server.flatMap(ServerLimits::label), server.flatMap(ServerLimits::profile))
                .flatMap(Optional::stream)
                .map(slug -> "profiles." + slug);
        return record.apply(HubFile.NAME + "/" + HubFile.SETTINGS)
                .flatMap(settings -> Stream.concat(sections, Stream.of("server"))
                        .flatMap(section -> limits(settings, section).stream())
                        .findFirst());
    }

    private static Optional<SortedMap<String, Value>> limits(SortedMap<String, Value> settings, String section) {
        Value memory = settings.get(section + ".memory");
        Value cpu = settings.get(section + ".cpu");
        return memory == null || cpu == null
                ? Optional.empty()
                : Optional.of(new TreeMap<>(Map.of("memory", memory, "memory+swap", memory, "cpu", cpu)));
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
        work.graph()
                .add(Draft.of(
                                "resize-servers",
                                "Resizing running servers",
                                "Resized running servers",
                                new Action.Resize(work.hub().name(), unlabelled, sizes.limits()))
                        .making(changes)
                        .asked(asked(work, changes))
                        .rule(rule(sizes.limits()))
                        .ephemeral(!limits)
                        .after("write-files", "start-stack"));
    }

    private static String rule(Limits limits) {
        String each = text(limits.standard());
        return limits.profiles().isEmpty()
                ? "every server that runs then gets " + each + "; one that uses nearly "
                        + ByteSize.text(limits.standard().memory()) + " or more keeps its limits"
                : "every server that runs then gets the limits of its profile ("
                        + limits.profiles().stream()
                                .map(profile -> profile.slug() + ": " + text(profile.size()))
                                .collect(Collectors.joining("; "))
                        + "), or " + each + "; one that uses nearly as much memory or more keeps its limits";
    }

    private static String text(Limits.Size size) {
        return ByteSize.text(size.memory()) + " and " + Value.of(size.cpu()).text() + " cores";
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
