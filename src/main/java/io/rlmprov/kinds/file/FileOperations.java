package io.rlmprov.kinds.file;

import io.rlmprov.facts.DockerObjects;
import io.rlmprov.kinds.Changes;
import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.TarPayload;
import io.rlmprov.kinds.Work;
import io.rlmprov.model.Action;
import io.rlmprov.model.Change;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is done for the hub's files, and for the folder that holds all of them when the hub goes. */
record FileOperations(Work work) {
    private static final String DISK = "See whether the disk of the host is full.";

    void add() {
        if (work.destroys()) {
            removeHub();
        } else {
            prepare();
            removeUnknown();
            write();
        }
    }

    /** The folders are the folder kind's too, which has none of its own above them. */
    private void prepare() {
        List<Change> changes = work.changes().of(HubFile.NAME, "directory");
        if (changes.isEmpty()) {
            return;
        }
        work.graph()
                .add(Draft.of(
                                "prepare",
                                "Preparing folders, key and token",
                                "Prepared folders, key and token",
                                new Action.Run(
                                        "prepare.sh",
                                        Map.of(
                                                "HUB",
                                                work.hub().name(),
                                                "KEY",
                                                work.key().hex()),
                                        "See whether the disk is full or /opt or /var/lib is read-only."))
                        .asked(changes)
                        .makes(changes.stream()
                                .map(Change::address)
                                .filter(address -> work.desired()
                                        .find(address)
                                        .filter(GeneratedFile.class::isInstance)
                                        .isPresent())
                                .toList()));
    }

    private void removeUnknown() {
        String state = work.names().state() + "/";
        List<Change> going = work.changes().deleted(HubFile.NAME);
        removeUnknown(
                "remove-unknown-files",
                work.names().directory(),
                "",
                going.stream()
                        .filter(change -> !change.address().name().startsWith(state))
                        .toList());
        removeUnknown(
                "remove-unknown-state",
                work.names().state(),
                state,
                going.stream()
                        .filter(change -> change.address().name().startsWith(state))
                        .toList());
    }

    private void removeUnknown(String id, String folder, String prefix, List<Change> going) {
        if (going.isEmpty()) {
            return;
        }
        String paths = going.stream()
                .map(change -> change.address().name().substring(prefix.length()))
                .collect(Collectors.joining("\n"));
        work.graph()
                .add(Draft.of(
                                id,
                                "Removing unknown files from " + folder,
                                "Removed unknown files from " + folder,
                                new Action.Run(
                                                "write-files.sh",
                                                Map.of("DIR", folder, "REMOVE", paths),
                                                "Move away on the host what it names, then run the command again.")
                                        .reading(new TarPayload()))
                        .making(going)
                        .separately()
                        .after("prepare"));
    }

    private void write() {
        List<ManagedFile> files = work.changes().wanted(ManagedFile.class);
        if (files.isEmpty()) {
            return;
        }
        TarPayload payload = new TarPayload();
        files.forEach(file -> payload.add(file.address().name(), file.content(), file.mode()));
        String owned = files.stream()
                .filter(file -> !file.owner().equals(ManagedFile.ROOT))
                .map(file -> file.owner() + " " + file.address().name())
                .collect(Collectors.joining("\n"));
        List<Change> changes = work.changes().of(HubFile.NAME).stream()
                .filter(change -> files.stream().anyMatch(file -> file.address().equals(change.address())))
                .toList();
        work.graph()
                .add(Draft.of(
                                "write-files",
                                "Writing settings",
                                "Wrote settings",
                                new Action.Run(
                                                "write-files.sh",
                                                Map.of("DIR", work.names().directory(), "REMOVE", "", "OWNED", owned),
                                                DISK)
                                        .reading(payload))
                        .making(changes)
                        .separately()
                        // A failed build harms nobody, and what an interruption leaves between the removal of a
                        // container and its settings does not look as if all were well.
                        .after("prepare", "remove-unknown-files", "write-folders", "build-image/", "stop-services"));
    }

    private void removeHub() {
        List<Change> going = work.changes().of("trust", "directory", HubFile.NAME, "image", "network").stream()
                .filter(change -> change.verb() == Change.Verb.DELETE)
                .toList();
        if (work.partial() && going.isEmpty()) {
            return;
        }
        String images = work.facts().docker().images().stream()
                .filter(image -> !image.kind().isEmpty())
                .map(DockerObjects.Image::reference)
                .collect(Collectors.joining("\n"));
        boolean left = work.purge() && work.facts().stateFiles().containsKey(".");
        if (going.isEmpty()
                && images.isEmpty()
                && !left
                && Changes.addresses(work.changes().all()).isEmpty()) {
            return;
        }
        Map<String, String> variables =
                Map.of("HUB", work.hub().name(), "IMAGES", images, "PURGE", work.purge() ? "1" : "");
        work.graph()
                .add(Draft.of(
                                "remove-hub",
                                "Removing network, images and files",
                                "Removed network, images and files",
                                new Action.Run(
                                        "remove-hub.sh",
                                        variables,
                                        "See what the engine says; a container of somebody else may use our network."))
                        .making(going)
                        .after("remove-volumes")
                        .needing("stop-stack", "stop-servers", "remove-firewall"));
    }
}
