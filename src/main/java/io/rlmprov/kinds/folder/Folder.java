package io.rlmprov.kinds.folder;

import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Changes;
import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Survey;
import io.rlmprov.kinds.TarPayload;
import io.rlmprov.kinds.Work;
import io.rlmprov.model.Action;
import io.rlmprov.model.Attribute.Source;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import io.rlmprov.model.Contents;
import io.rlmprov.model.FieldDiff;
import io.rlmprov.model.FileContent;
import io.rlmprov.model.Unit;
import io.rlmprov.model.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Folders that are completely ours: a file in one of them that nobody asks for goes. */
public final class Folder implements Kind {
    /** The kind's name. */
    public static final String NAME = "directory";

    /** Build context of the image of hub, proxy and docker-proxy. */
    public static final String HUB_CONTEXT = "images/hub";

    /** Build context of the image of users' servers. */
    public static final String USER_CONTEXT = "images/singleuser";

    /** Build context of the image in front of the proxy. */
    public static final String TLS_CONTEXT = "images/tls";

    /** What every user gets. */
    public static final String NOTEBOOKS = "notebooks";

    /** Where certificates lie in a build context. */
    static final String TRUST = "trust/";

    /** All of them. */
    public static final List<String> ALL = List.of(HUB_CONTEXT, USER_CONTEXT, TLS_CONTEXT, NOTEBOOKS);

    @Override
    public String name() {
        return NAME;
    }

    /** Notebooks, but not other owners or modes of them; build contexts are what the host runs. */
    @Override
    public boolean acceptable(String name, FieldDiff field) {
        boolean plain = field.after()
                .map(Value::text)
                .filter(mark -> mark.contains(" "))
                .isEmpty();
        return name.equals(NOTEBOOKS) && !field.path().equals(Directory.ITSELF) && plain;
    }

    /** The probe of files lists folders, too. */
    @Override
    public List<String> probes() {
        return List.of();
    }

    @Override
    public List<Directory> desired(Blueprint blueprint) {
        Contents contents = blueprint.contents();
        List<Directory> folders = new ArrayList<>(List.of(
                directory(blueprint, HUB_CONTEXT, context(contents.hub(), contents), contents.shipped()),
                directory(blueprint, USER_CONTEXT, context(contents.singleuser(), contents), contents.shipped()),
                directory(blueprint, NOTEBOOKS, contents.notebooks(), contents.shipped())));
        if (!contents.tls().isEmpty()) {
            folders.add(directory(blueprint, TLS_CONTEXT, context(contents.tls(), contents), contents.shipped()));
        }
        return folders;
    }

    private static Directory directory(
            Blueprint blueprint, String name, SortedMap<String, FileContent> files, Set<String> shipped) {
        Source source = shipped.contains(name) ? Source.SHIPPED : Source.CONFIG;
        return new Directory(blueprint.address(NAME, name), files, source);
    }

    private static SortedMap<String, FileContent> context(SortedMap<String, FileContent> files, Contents contents) {
        SortedMap<String, FileContent> all = new TreeMap<>(files);
        contents.certificates().forEach((file, pem) -> all.put(TRUST + file, pem));
        return all;
    }

    @Override
    public void observe(Survey survey) {
        for (String name : ALL) {
            new ObservedFolder(survey.names(), survey.facts().files(), name)
                    .fields()
                    .forEach((path, value) ->
                            survey.put(NAME, name, path, value, path.equals(Directory.ITSELF) ? Unit.NONE : Unit.FILE));
        }
    }

    @Override
    public void operations(Work work) {
        List<Change> changes = work.changes().of(NAME);
        if (changes.isEmpty() || work.destroys()) {
            return;
        }
        TarPayload payload = new TarPayload();
        work.changes()
                .wanted(Directory.class)
                .forEach(folder -> payload.addAll(folder.address().name(), folder.files()));
        Map<String, String> variables =
                Map.of("DIR", work.names().directory(), "REMOVE", String.join("\n", removed(changes, work.changes())));
        work.graph()
                .add(Draft.of(
                                "write-folders",
                                "Writing build contexts and notebooks",
                                "Wrote build contexts and notebooks",
                                new Action.Run("write-files.sh", variables, "See whether the disk of the host is full.")
                                        .reading(payload))
                        .making(changes)
                        .separately()
                        // They use one staging folder.
                        .after("prepare", "remove-unknown-files"));
    }

    /**
     * Files in our folders that nobody asks for. One that becomes a folder is replaced by it, and must not be removed after
     * that.
     */
    private static List<String> removed(List<Change> changes, Changes all) {
        Set<String> become = new HashSet<>();
        all.desired()
                .all(Directory.class)
                .forEach(folder -> folder.files()
                        .keySet()
                        .forEach(file -> become.addAll(
                                ObservedFolder.above(folder.address().name() + "/" + file))));
        return changes.stream()
                .flatMap(change -> change.fields().stream()
                        .filter(field ->
                                field.after().isEmpty() && !field.path().equals(Directory.ITSELF))
                        .map(field -> change.address().name() + "/" + field.path()))
                .filter(path -> !become.contains(path))
                .toList();
    }

    @Override
    public Optional<String> impact(Change change, Desired desired, int servers) {
        return change.verb() == Verb.UPDATE && change.address().name().equals(NOTEBOOKS)
                ? Optional.of("users get it when their server starts next; what they edited stays")
                : Optional.empty();
    }
}
