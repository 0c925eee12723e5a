package io.rlmprov.apply;

import io.rlmprov.desired.Address.Kind;
import io.rlmprov.desired.Desired;
import io.rlmprov.desired.FileContent;
import io.rlmprov.desired.Resource;
import io.rlmprov.facts.DockerObjects;
import io.rlmprov.plan.Change;
import java.util.ArrayList;
import java.util.List;
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
    List<Step> apply(Planned planned) {
        AskedChanges changes = new AskedChanges(planned.plan().changes());
        Desired desired = planned.desired();
        List<Step> steps = new ArrayList<>();
        if (changes.anyOf(Kind.DIRECTORY, Kind.FILE)) {
            steps.add(new PrepareHost(scripts, hub, planned.key()));
        }
        if (changes.anyOf(Kind.TRUST)) {
            steps.add(new InstallTrust(scripts, hub, certificates(desired)));
        }
        if (changes.anyOf(Kind.ENGINE)) {
            changes.desired(desired, Resource.DockerEngine.class)
                    .forEach(engine -> steps.add(new InstallDocker(scripts, engine.spec())));
        }
        if (changes.anyOf(Kind.DIRECTORY)) {
            List<Resource.Directory> folders = changes.desired(desired, Resource.Directory.class);
            steps.add(new WriteFiles(
                    scripts, hub, "build contexts and notebooks", folders, List.of(), changes.removedFiles(desired)));
        }
        List<Resource.Image> images = changes.desired(desired, Resource.Image.class);
        baseImage(planned, images).ifPresent(steps::add);
        images.forEach(image -> steps.add(new BuildImage(scripts, hub, image)));
        if (changes.anyOf(Kind.NETWORK, Kind.VOLUME)) {
            steps.add(new CreateNetworkAndVolume(scripts, hub));
        }
        // Before the files are mended: one that is interrupted in between must not look as if all were well.
        if (!changes.stuckServices().isEmpty()) {
            steps.add(new RemoveServices(hub, changes.stuckServices()));
        }
        List<Resource.ManagedFile> files = changes.desired(desired, Resource.ManagedFile.class);
        if (!files.isEmpty()) {
            steps.add(new WriteFiles(scripts, hub, "settings", List.of(), files, List.of()));
        }
        if (changes.anyOf(Kind.FIREWALL)) {
            steps.add(new LoadFirewall(scripts, hub));
        }
        if (changes.anyOf(Kind.SERVICE)) {
            steps.add(new StartStack(
                    scripts, hub, service(desired, "engine"), service(desired, "proxy"), service(desired, "hub")));
        }
        if (!changes.sickServices().isEmpty()) {
            steps.add(new AwaitHealth(hub, changes.sickServices()));
        }
        if (changes.sizes()) {
            planned.sizes()
                    .ifPresent(
                            sizes -> steps.add(new ResizeServers(hub, servers(desired), keptServers(planned), sizes)));
        }
        if (changes.anyOf(Kind.ENGINE, Kind.IMAGE, Kind.NETWORK, Kind.FIREWALL, Kind.SERVICE) || adoptsHub(planned)) {
            steps.add(new CheckServer(scripts, hub));
        }
        List<String> old = oldImages(planned);
        if (changes.anyOf(Kind.IMAGE) && !old.isEmpty()) {
            steps.add(new RemoveOldImages(scripts, hub, old));
        }
        return List.copyOf(steps);
    }

    /** What a destroy does: from the users' side inwards, data last. */
    List<Step> destroy(Planned planned, boolean purge) {
        AskedChanges changes = new AskedChanges(planned.plan().changes());
        List<Step> steps = new ArrayList<>();
        if (planned.facts().engine().answers()) {
            steps.add(new StopStack(scripts, hub));
            steps.add(new StopServers(scripts, hub));
            List<String> volumes = changes.deleted(Kind.VOLUME);
            if (!volumes.isEmpty()) {
                steps.add(new PurgeVolumes(scripts, hub, volumes));
            }
        }
        if (!changes.deleted(Kind.FIREWALL).isEmpty()) {
            steps.add(new RemoveFirewall(scripts, hub));
        }
        steps.add(new RemoveHub(scripts, hub, ourImages(planned).toList(), purge));
        return List.copyOf(steps);
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
