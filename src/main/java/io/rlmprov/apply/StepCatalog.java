package io.rlmprov.apply;

import io.rlmprov.desired.Address;
import io.rlmprov.desired.Address.Kind;
import io.rlmprov.desired.Desired;
import io.rlmprov.desired.FileContent;
import io.rlmprov.desired.Names;
import io.rlmprov.desired.Resource;
import io.rlmprov.facts.DockerObjects;
import io.rlmprov.plan.Change;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The steps of every apply and destroy, in their order: the table of contents of this package. A step is taken only if
 * a change asks for it.
 */
final class StepCatalog {
    private final ScriptFiles scripts;
    private final String hub;

    StepCatalog(ScriptFiles scripts, String hub) {
        this.scripts = scripts;
        this.hub = hub;
    }

    /** What an apply does. Settings come after the images that they name, so that a failed build harms nobody. */
    List<Task> apply(Planned planned) {
        AskedChanges changes = new AskedChanges(planned.plan().changes());
        Desired desired = planned.desired();
        Tasks tasks = new Tasks();
        tasks.when(changes.of(Kind.DIRECTORY, Kind.FILE), _ -> new PrepareHost(scripts, hub, planned.key()));
        removeUnknown(changes.deleted(Kind.FILE), tasks);
        tasks.when(changes.of(Kind.TRUST), _ -> new InstallTrust(scripts, hub, certificates(desired)));
        for (Resource.DockerEngine engine : changes.desired(desired, Resource.DockerEngine.class)) {
            tasks.add(new InstallDocker(scripts, engine.spec()), List.of(engine.address()));
        }
        tasks.when(
                changes.of(Kind.DIRECTORY),
                _ -> new WriteFiles(
                        scripts,
                        hub,
                        "build contexts and notebooks",
                        changes.desired(desired, Resource.Directory.class),
                        List.of(),
                        changes.removedFiles(desired)));
        List<Resource.Image> images = changes.desired(desired, Resource.Image.class);
        baseImage(planned, images).ifPresent(load -> tasks.add(load, changes.of(Kind.IMAGE)));
        images.forEach(image -> tasks.add(new BuildImage(scripts, hub, image), List.of(image.address())));
        tasks.when(changes.of(Kind.NETWORK, Kind.VOLUME), _ -> new CreateNetworkAndVolume(scripts, hub));
        // Before the files are mended: one that is interrupted in between must not look as if all were well.
        tasks.when(changes.stuckServices(), stuck -> new RemoveServices(hub, names(stuck)));
        List<Resource.ManagedFile> files = changes.desired(desired, Resource.ManagedFile.class);
        if (!files.isEmpty()) {
            tasks.add(
                    new WriteFiles(scripts, hub, "settings", List.of(), files, List.of()),
                    files.stream().map(Resource.ManagedFile::address).toList());
        }
        tasks.when(changes.of(Kind.FIREWALL), _ -> new LoadFirewall(scripts, hub));
        tasks.when(
                changes.of(Kind.SERVICE),
                _ -> new StartStack(
                        scripts, hub, service(desired, "engine"), service(desired, "proxy"), service(desired, "hub")));
        tasks.when(changes.sickServices(), sick -> new AwaitHealth(hub, names(sick)));
        if (changes.sizes()) {
            planned.sizes()
                    .ifPresent(sizes -> tasks.add(
                            new ResizeServers(hub, servers(desired), keptServers(planned), sizes),
                            changes.of(Kind.SERVER)));
        }
        if (changes.anyOf(Kind.ENGINE, Kind.IMAGE, Kind.NETWORK, Kind.FIREWALL, Kind.SERVICE) || adoptsHub(planned)) {
            tasks.add(new CheckServer(scripts, hub), List.of());
        }
        List<String> old = oldImages(planned);
        if (changes.anyOf(Kind.IMAGE) && !old.isEmpty()) {
            tasks.add(new RemoveOldImages(scripts, hub, old), List.of());
        }
        return tasks.inOrder();
    }

    private void removeUnknown(List<Address> files, Tasks tasks) {
        Names names = new Names(hub);
        String state = names.state() + "/";
        Map<Boolean, List<Address>> byState = files.stream()
                .collect(Collectors.partitioningBy(file -> file.name().startsWith(state)));
        tasks.when(
                byState.getOrDefault(false, List.of()),
                ours -> new RemoveUnknownFiles(scripts, names.directory(), names(ours)));
        tasks.when(
                byState.getOrDefault(true, List.of()),
                ours -> new RemoveUnknownFiles(
                        scripts,
                        names.state(),
                        names(ours).stream()
                                .map(path -> path.substring(state.length()))
                                .toList()));
    }

    /** What a destroy does: from the users' side inwards, data last. */
    List<Task> destroy(Planned planned, boolean purge) {
        AskedChanges changes = new AskedChanges(planned.plan().changes());
        Tasks tasks = new Tasks();
        if (planned.facts().engine().answers()) {
            tasks.add(new StopStack(scripts, hub), changes.deleted(Kind.SERVICE));
            tasks.add(new StopServers(scripts, hub), changes.deleted(Kind.SERVER));
            tasks.when(changes.deleted(Kind.VOLUME), volumes -> new PurgeVolumes(scripts, hub, names(volumes)));
        }
        tasks.when(changes.deleted(Kind.FIREWALL), _ -> new RemoveFirewall(scripts, hub));
        tasks.add(
                new RemoveHub(scripts, hub, ourImages(planned).toList(), purge),
                changes.deleted(Kind.TRUST, Kind.DIRECTORY, Kind.FILE, Kind.IMAGE, Kind.NETWORK));
        return tasks.inOrder();
    }

    private static List<String> names(List<Address> addresses) {
        return addresses.stream().map(Address::name).toList();
    }

    /** The hub was made by somebody else, or by an apply that did not come to its end: it has not proved itself. */
    private static boolean adoptsHub(Planned planned) {
        return planned.plan().changes().stream()
                .anyMatch(change -> change instanceof Change.Adopt
                        && change.address().kind() == Kind.SERVICE
                        && change.address().name().equals("hub"));
    }

    private static List<String> servers(Desired desired) {
        return desired.resources().values().stream()
                .filter(Resource.UserServer.class::isInstance)
                .map(resource -> ((Resource.UserServer) resource).container())
                .toList();
    }

    private static List<String> keptServers(Planned planned) {
        List<String> resized = servers(planned.desired());
        return planned.facts().docker().servers().keySet().stream()
                .filter(container -> !resized.contains(container))
                .toList();
    }

    /** Last of all, when the new ones have proved themselves. */
    private static List<String> oldImages(Planned planned) {
        Set<String> wanted = planned.desired().resources().values().stream()
                .filter(Resource.Image.class::isInstance)
                .map(resource -> ((Resource.Image) resource).reference())
                .collect(Collectors.toSet());
        return ourImages(planned).filter(image -> !wanted.contains(image)).toList();
    }

    private static Stream<String> ourImages(Planned planned) {
        return planned.facts().docker().images().stream()
                .filter(image -> !image.kind().isEmpty())
                .map(DockerObjects.Image::reference);
    }

    private Optional<Step> baseImage(Planned planned, List<Resource.Image> images) {
        return images.stream()
                .findFirst()
                .filter(image -> planned.facts().docker().images().stream()
                        .noneMatch(present -> present.reference().equals(image.base())))
                .flatMap(
                        image -> image.baseArchive().map(archive -> new LoadBaseImage(scripts, image.base(), archive)));
    }

    private static SortedMap<String, FileContent> certificates(Desired desired) {
        return desired.resources().values().stream()
                .filter(Resource.TrustStore.class::isInstance)
                .map(Resource.TrustStore.class::cast)
                .map(Resource.TrustStore::certificates)
                .findFirst()
                .orElseGet(TreeMap::new);
    }

    private static Resource.Service service(Desired desired, String name) {
        return desired.resources().values().stream()
                .filter(Resource.Service.class::isInstance)
                .map(Resource.Service.class::cast)
                .filter(service -> service.address().name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
