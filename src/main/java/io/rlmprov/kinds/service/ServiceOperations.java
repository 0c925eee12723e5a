package io.rlmprov.kinds.service;

import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Work;
import io.rlmprov.kinds.file.HubFile;
import io.rlmprov.kinds.proof.Proof;
import io.rlmprov.model.Action;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Reason;
import io.rlmprov.model.FieldDiff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is done for the containers of the stack. */
record ServiceOperations(Work work) {
    /** Compose starts only what does not run: these go first. */
    private static final Set<Reason> STOPPED_FIRST =
            Set.of(Reason.SICK, Reason.STUCK, Reason.DRIFTED_INPUT, Reason.REQUESTED);

    /** The hub waits 10 s for its culler when it ends. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    /** Health is checked every 30 s. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    void add() {
        if (work.destroys()) {
            stopStack();
            return;
        }
        List<Change> changes = work.changes().of(Service.NAME);
        stop(changes);
        boolean unproven = !work.changes().of(Proof.NAME).isEmpty();
        if (!changes.isEmpty() || unproven) {
            List<String> first = startFirst(changes, unproven);
            setAside(changes);
            start(changes, first);
            awaitHealth(changes, unproven);
        }
        work.desired().all(Container.class).forEach(container -> reread(container, unproven));
    }

    /**
     * Makes a service read files again that it needs no restart for. An apply that was cut off may have written them
     * without that.
     */
    private void reread(Container container, boolean unproven) {
        List<Change> files = work.changes().of(HubFile.NAME).stream()
                .filter(change -> container.rereads().contains(change.address().name()))
                .toList();
        boolean starts = work.changes().of(Service.NAME).stream()
                .anyMatch(change -> change.address().equals(container.address()));
        String name = container.address().name();
        // One that is left out of this apply reads them when it starts.
        boolean runs = Optional.ofNullable(work.facts().docker().services().get(name))
                .filter(service -> service.container().running())
                .isPresent();
        if (starts || !runs || container.reread().isEmpty() || (files.isEmpty() && !unproven)) {
            return;
        }
        work.graph()
                .add(Draft.of(
                                "reread/" + name,
                                "Applying the new settings of " + name,
                                "Applied the new settings of " + name + ", without a restart",
                                new Action.Run(
                                        "reread.sh",
                                        Map.of(
                                                "CONTAINER",
                                                work.names().container(name),
                                                "COMMAND",
                                                String.join("\n", container.reread())),
                                        "On the host, \"docker logs "
                                                + work.names().container(name) + "\" shows more."))
                        .asked(files)
                        .after("write-files", "start-stack"));
    }

    private void stop(List<Change> changes) {
        List<Change> stopped = changes.stream()
                // A service whose profile is not active any more is no orphan to compose.
                .filter(change -> change.verb() == Change.Verb.DELETE
                        || change.reasons().stream().anyMatch(STOPPED_FIRST::contains)
                        || madeOtherwise(change))
                .toList();
        if (!stopped.isEmpty()) {
            List<String> services = names(stopped).toList();
            String all = String.join(" and ", services);
            work.graph()
                    .add(Draft.of(
                                    "stop-services",
                                    "Stopping " + all,
                                    "Stopped " + all,
                                    new Action.Remove(containers(services.stream()), GRACE))
                            .asked(stopped)
                            .after("restore-rules", "prepare", "build-image/", "create-network-and-volume"));
        }
    }

    /** Compose compares what it was told when it made a container, not how the container is; and it leaves others' alone. */
    private static boolean madeOtherwise(Change change) {
        boolean told = change.fields().stream()
                .filter(field -> field.path().equals("spec"))
                .anyMatch(field ->
                        field.before().filter(it -> !it.text().isEmpty()).isPresent());
        return change.verb() != Change.Verb.CREATE
                && !told
                && change.fields().stream().anyMatch(ServiceOperations::differs);
    }

    private static boolean differs(FieldDiff field) {
        boolean unknown =
                field.before().filter(it -> it.text().equals("unknown")).isPresent();
        return !field.path().equals("state") && !unknown;
    }

    /** Certificates that somebody put into the volume, or Caddy would take them when it starts. */
    private void setAside(List<Change> changes) {
        List<String> foreign = Certificates.foreign(work.facts());
        List<Change> asked = changes.stream()
                .filter(change -> change.address().name().equals(Certificates.SERVICE))
                .filter(change -> change.verb() != Change.Verb.DELETE)
                .toList();
        if (!foreign.isEmpty() && !asked.isEmpty()) {
            work.graph()
                    .add(Draft.of(
                                    "set-aside-certificates",
                                    "Setting aside certificates that are not the hub's",
                                    "Set aside certificates that are not the hub's",
                                    new Action.Run(
                                            "set-aside-certificates.sh",
                                            Map.of("HUB", work.hub().name(), "FOLDERS", String.join(" ", foreign)),
                                            "See what the host says."))
                            .asked(asked)
                            .after("stop-services"));
        }
    }

    /** Starts what others wait for, and waits until it works; until then, what ran before runs. */
    private List<String> startFirst(List<Change> changes, boolean unproven) {
        List<String> ids = new ArrayList<>();
        for (Container container : work.desired().all(Container.class)) {
            String name = container.address().name();
            List<Change> own = changes.stream()
                    .filter(change -> change.address().equals(container.address()))
                    .toList();
            if (container.first().isEmpty() || (own.isEmpty() && !unproven)) {
                continue;
            }
            String script = container.first().get();
            String proof = script.replaceFirst("\\.sh$", "");
            String what = proof.replace('-', ' ').replaceFirst("^await", "for its");
            work.graph()
                    .add(Draft.of(
                                    "start-" + name,
                                    "Starting " + name,
                                    "Started " + name,
                                    new Action.Run(
                                            "start-stack.sh",
                                            Map.of(
                                                    "HUB",
                                                    work.hub().name(),
                                                    "HTTP_PORT",
                                                    "",
                                                    "SERVICES",
                                                    name,
                                                    "FIRST",
                                                    "1"),
                                            "See what compose says; another program may hold a port."))
                            .making(own)
                            .asked(asking(own))
                            .after("stop-services", "set-aside-certificates", "write-files"));
            work.graph()
                    .add(Draft.of(
                                    proof,
                                    "Waiting " + what,
                                    "Waited " + what,
                                    new Action.Run(
                                            script,
                                            Map.of("HUB", work.hub().name()),
                                            "Fix what it says, and run the command again."))
                            .asked(asking(own))
                            .after("start-" + name));
            ids.add(proof);
        }
        return ids;
    }

    private void start(List<Change> changes, List<String> first) {
        List<Container> containers = work.desired().all(Container.class);
        String port = containers.stream()
                .flatMap(container -> container.ports().stream())
                .map(String::valueOf)
                .findFirst()
                .orElse("");
        List<String> services =
                containers.stream().map(container -> container.address().name()).toList();
        Map<String, String> variables =
                Map.of("HUB", work.hub().name(), "HTTP_PORT", port, "SERVICES", String.join(" ", services));
        work.graph()
                .add(Draft.of(
                                "start-stack",
                                "Starting proxy and hub",
                                "Started proxy and hub; the hub answers",
                                new Action.Run(
                                        "start-stack.sh",
                                        variables,
                                        "On the host, \"docker compose -p "
                                                + work.names().project() + " logs\" shows more."))
                        .making(changes)
                        .asked(asking(changes))
                        .after("stop-services", "write-files")
                        .after(first));
    }

    /** These changes and that of an apply that is not proven. */
    private List<Change> asking(List<Change> changes) {
        return Stream.concat(changes.stream(), work.changes().of(Proof.NAME).stream())
                .toList();
    }

    private void awaitHealth(List<Change> changes, boolean all) {
        List<String> services = all
                ? work.desired().all(Container.class).stream()
                        .map(container -> container.address().name())
                        .toList()
                : names(changes.stream()
                                .filter(change -> change.reasons().contains(Reason.SICK))
                                .toList())
                        .toList();
        if (!services.isEmpty()) {
            String list = String.join(", ", services);
            work.graph()
                    .add(Draft.of(
                                    "await-health",
                                    "Waiting for the health of " + list,
                                    "Healthy: " + list,
                                    new Action.AwaitHealthy(containers(services.stream()), PATIENCE))
                            .after("start-stack"));
        }
    }

    private void stopStack() {
        if (!work.facts().engine().answers() || work.changes().all().isEmpty()) {
            return;
        }
        if (work.partial() && work.changes().acting().findAny().isEmpty()) {
            return;
        }
        work.graph()
                .add(Draft.of(
                                "stop-stack",
                                "Stopping proxy and hub",
                                "Stopped proxy and hub",
                                new Action.Run(
                                        "stop-stack.sh",
                                        Map.of("HUB", work.hub().name()),
                                        "See what the engine says."))
                        .making(work.changes().deleted(Service.NAME)));
    }

    private static Stream<String> names(List<Change> changes) {
        return changes.stream().map(change -> change.address().name());
    }

    private List<String> containers(Stream<String> services) {
        return services.map(this::container).toList();
    }

    /** By the name that it has now. */
    private String container(String service) {
        return Optional.ofNullable(work.facts().docker().services().get(service))
                .map(it -> it.container().name())
                .orElseGet(() -> work.names().container(service));
    }
}
