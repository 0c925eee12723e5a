package io.rlmprov.kinds.service;

import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Work;
import io.rlmprov.kinds.proof.Proof;
import io.rlmprov.model.Action;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What is done for the containers of the stack. */
record ServiceOperations(Work work) {
    /** Compose starts only what does not run: these go first. */
    private static final Set<Reason> STOPPED_FIRST = Set.of(Reason.SICK, Reason.STUCK, Reason.DRIFTED_INPUT);

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
            start(changes);
            awaitHealth(changes, unproven);
        }
    }

    private void stop(List<Change> changes) {
        List<Change> stopped = changes.stream()
                .filter(change -> change.reasons().stream().anyMatch(STOPPED_FIRST::contains))
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
                            .after("prepare", "build-image/", "create-network-and-volume"));
        }
    }

    private void start(List<Change> changes) {
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
                        .after("stop-services", "write-files"));
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
        return services.map(work.names()::container).toList();
    }
}
