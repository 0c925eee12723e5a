package io.rlmprov.kinds.volume;

import io.rlmprov.facts.DockerObjects;
import io.rlmprov.facts.DockerObjects.Volume;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Volumes of users' files on a host, by whose they are. An unmanaged hub left its own without a label: ours takes them
 * over with its first apply, and from then on they go with it.
 *
 * @param own with our label
 * @param nameless with no hub's label
 * @param others with another hub's label
 * @param takenOver whether this hub has been here, so that its users have found those without a label
 * @param rival name of a container that runs and may use those without a label
 */
public record UserVolumes(
        List<Volume> own, List<Volume> nameless, List<Volume> others, boolean takenOver, Optional<String> rival) {
    /** Beyond this many names nobody reads on. */
    private static final int NAMED = 5;

    /** Those on a host. */
    public static UserVolumes of(DockerObjects docker, String hub, String hubVolume) {
        List<Volume> users =
                docker.volumes().values().stream().filter(Volume::ofUser).toList();
        return new UserVolumes(
                users.stream()
                        .filter(volume -> volume.hub().filter(hub::equals).isPresent())
                        .toList(),
                users.stream().filter(volume -> volume.hub().isEmpty()).toList(),
                users.stream()
                        .filter(volume ->
                                volume.hub().filter(it -> !it.equals(hub)).isPresent())
                        .toList(),
                docker.volumes().containsKey(hubVolume),
                HandMadeHub.find(docker).flatMap(HandMadeHub::hub).map(DockerObjects.Container::name));
    }

    /** Why a hub may not be set up next to another hub that runs: it would adopt what may be that hub's. */
    public Optional<String> inTheWay() {
        return rival.filter(_ -> !nameless.isEmpty())
                .map(container -> String.format(
                                Locale.ROOT,
                                "Container %s looks like another JupyterHub, and %s may be of its users: this hub would take %s over.",
                                container,
                                counted(nameless),
                                nameless.size() == 1 ? "it" : "them")
                        + " If so, use another host; else end that container until the first apply is done.");
    }

    /** What a plan says of them. */
    public List<String> notes(boolean firstApply) {
        return Stream.of(
                        note(
                                firstApply,
                                nameless,
                                "no hub's label: adopted by this hub and given to its users' uid, 1000; who logs in by"
                                        + " such a name finds the files"),
                        note(firstApply, own, "this hub's label: who logs in by such a name finds the files"),
                        note(
                                true,
                                others,
                                "the label of another hub (" + hubs()
                                        + "): nobody gets a server here by such a name until"
                                        + " the volume is removed"))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> note(boolean worth, List<Volume> volumes, String what) {
        return worth && !volumes.isEmpty()
                ? Optional.of(counted(volumes) + (volumes.size() == 1 ? " has " : " have ") + what)
                : Optional.empty();
    }

    /** What a purge says of those that it takes without a label. */
    public Optional<String> purgeNote() {
        return takenOver && rival.isEmpty()
                ? note(true, nameless, "no hub's label: adopted by this hub, and removed with it")
                : Optional.empty();
    }

    /** Why a volume stays when all data of the hub goes; empty if it goes. */
    Optional<String> keptByPurge(String name) {
        if (has(others, name)) {
            return Optional.of("of the hub " + hubOf(name));
        }
        if (has(nameless, name) && rival.isPresent()) {
            return Optional.of("has no label, and container " + rival.get() + " may use it");
        }
        return has(nameless, name) && !takenOver
                ? Optional.of("has no label, and this hub was never here")
                : Optional.empty();
    }

    private String hubOf(String name) {
        return others.stream()
                .filter(volume -> volume.name().equals(name))
                .flatMap(volume -> volume.hub().stream())
                .findFirst()
                .orElse("");
    }

    private String hubs() {
        return String.join(
                ", ",
                new TreeSet<>(
                        others.stream().flatMap(volume -> volume.hub().stream()).toList()));
    }

    private static boolean has(List<Volume> volumes, String name) {
        return volumes.stream().anyMatch(volume -> volume.name().equals(name));
    }

    private static String counted(List<Volume> volumes) {
        String names = String.join(
                ", ", volumes.stream().map(Volume::name).limit(NAMED).toList());
        String more = volumes.size() > NAMED ? " and " + (volumes.size() - NAMED) + " more" : "";
        return volumes.size() == 1 ? "volume " + names : volumes.size() + " volumes (" + names + more + ")";
    }
}
