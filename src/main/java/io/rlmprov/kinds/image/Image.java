package io.rlmprov.kinds.image;

import io.rlmprov.facts.DockerObjects;
import io.rlmprov.facts.EngineFacts;
import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Survey;
import io.rlmprov.kinds.Work;
import io.rlmprov.kinds.folder.Directory;
import io.rlmprov.kinds.folder.Folder;
import io.rlmprov.kinds.proof.Proof;
import io.rlmprov.model.Action;
import io.rlmprov.model.Change;
import io.rlmprov.model.Contents;
import io.rlmprov.model.FieldDiff;
import io.rlmprov.model.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Images that are built on the host from the contexts that lie there. */
public final class Image implements Kind {
    /** The kind's name. */
    public static final String NAME = "image";

    /** The image of hub, proxy and docker-proxy. */
    public static final String HUB = "rlm-hub";

    /** The image of users' servers. */
    public static final String USER = "rlm-singleuser";

    /** The image in front of the proxy, with https. */
    public static final String TLS = "rlm-tls";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<BuiltImage> desired(Blueprint blueprint) {
        List<BuiltImage> images = new ArrayList<>(
                List.of(image(blueprint, HUB, Folder.HUB_CONTEXT), image(blueprint, USER, Folder.USER_CONTEXT)));
        if (blueprint.hub().https().isPresent()) {
            images.add(image(blueprint, TLS, Folder.TLS_CONTEXT));
        }
        return images;
    }

    private static BuiltImage image(Blueprint blueprint, String name, String context) {
        Directory folder = blueprint.require(Folder.NAME, context, Directory.class);
        String base = blueprint.hub().images().base();
        return new BuiltImage(
                blueprint.address(NAME, name),
                context,
                folder.imageTag(base),
                base,
                blueprint.contents().baseArchive());
    }

    @Override
    public void observe(Survey survey) {
        BuiltIds ids = BuiltIds.of(survey.facts());
        new ObservedImages(survey.facts()).tags().forEach((name, tag) -> observed(survey, ids, name, tag));
        // One that was built and is not used yet is there, whichever is in use; not known, its build has not ended.
        survey.desired().all(BuiltImage.class).stream()
                .filter(image -> survey.facts().docker().images().stream()
                        .anyMatch(present -> present.reference().equals(image.reference())))
                .filter(image -> ids.genuine(image.reference()).isPresent())
                .forEach(image -> observed(survey, ids, image.address().name(), image.tag()));
    }

    private static void observed(Survey survey, BuiltIds ids, String name, String tag) {
        survey.put(NAME, name, "tag", tag);
        String id = ids.genuine(name + ":" + tag)
                .map(genuine -> genuine ? BuiltImage.AS_BUILT : "another image of this name")
                .orElse("not known");
        survey.put(NAME, name, "id", id, Unit.COMPOSED);
    }

    @Override
    public void operations(Work work) {
        if (work.destroys()) {
            return;
        }
        List<Change> changes = work.changes().of(NAME);
        if (!changes.isEmpty()) {
            make(work, changes);
        }
        boolean replaced = !work.changes().of(NAME, "service", Proof.NAME).isEmpty();
        // What was left out may need an old one.
        if (replaced && !work.partial() && mayHaveOld(work)) {
            prune(work);
        }
    }

    private static void make(Work work, List<Change> changes) {
        List<BuiltImage> images = work.changes().wanted(BuiltImage.class);
        images.stream()
                .findFirst()
                .filter(image -> lacksBase(work, image))
                .ifPresent(image -> load(work, image, changes));
        for (BuiltImage image : images) {
            build(work, image, changes);
        }
    }

    /** An engine that is down does not say which images it has. */
    private static boolean mayHaveOld(Work work) {
        return work.facts().engine().state() == EngineFacts.State.STOPPED
                || work.facts().docker().images().stream().anyMatch(image -> old(image, work));
    }

    private static boolean lacksBase(Work work, BuiltImage image) {
        return work.facts().docker().images().stream()
                .noneMatch(present -> present.reference().equals(image.base()));
    }

    private static void load(Work work, BuiltImage image, List<Change> changes) {
        Optional<Contents.Archive> archive = image.baseArchive();
        archive.ifPresent(file -> work.graph()
                .add(Draft.of(
                                "load-base-image",
                                "Loading base image " + image.base() + " from " + file.name(),
                                "Loaded base image " + image.base(),
                                new Action.Run(
                                                "load-base.sh",
                                                Map.of("BASE", image.base()),
                                                "Make the archive with \"docker save " + image.base()
                                                        + "\", so that it holds an image of this name.")
                                        .reading(file.content()))
                        .asked(changes)
                        .after("install-docker")));
    }

    private static void build(Work work, BuiltImage image, List<Change> changes) {
        String kind = image.address().name().substring("rlm-".length());
        Map<String, String> variables = Map.of(
                "KIND",
                kind,
                "TAG",
                image.tag(),
                "BASE",
                image.base(),
                "DIR",
                work.names().directory() + "/" + image.context());
        String remedy =
                "If packages cannot be fetched, look at the host's network; behind a gateway that inspects TLS, name its"
                        + " certificate in trust.certificates. If the base image cannot be pulled, give images.base-archive.";
        work.graph()
                .add(Draft.of(
                                "build-image/" + image.address().name(),
                                "Building image " + image.reference(),
                                "Built image " + image.reference(),
                                new Action.Run("build-image.sh", variables, remedy).leaving(image.reference()))
                        .making(changes.stream()
                                .filter(change -> change.address().equals(image.address()))
                                .toList())
                        .after("load-base-image", "prepare"));
    }

    @Override
    public Optional<String> impact(Change change, Desired desired, int servers) {
        boolean lost = change.address().name().equals(USER)
                && change.acts()
                && change.fields().stream().anyMatch(field -> field.origin() == FieldDiff.Origin.DRIFT);
        return lost ? Optional.of("no server starts until it is rebuilt, which takes minutes") : Optional.empty();
    }

    /** Last of all, when the new ones have proved themselves. */
    private static void prune(Work work) {
        String keep = work.desired().all(BuiltImage.class).stream()
                .map(BuiltImage::reference)
                .collect(Collectors.joining("\n"));
        work.graph()
                .add(Draft.of(
                                "remove-old-images",
                                "Removing old images that nothing uses",
                                "Removed old images that nothing used",
                                new Action.Run(
                                        "prune-images.sh",
                                        Map.of("HUB", work.hub().name(), "KEEP", keep),
                                        "See what the engine says."))
                        .making(work.changes().deleted(NAME))
                        .rule("all images of the hub but " + keep.replace("\n", " and ")
                                + ", unless a container or another hub needs them")
                        .after("build-image/", "start-stack", "check-server", "resize-servers"));
    }

    private static boolean old(DockerObjects.Image image, Work work) {
        return !image.kind().isEmpty()
                && work.desired().all(BuiltImage.class).stream()
                        .noneMatch(wanted -> wanted.reference().equals(image.reference()));
    }
}
