package io.rlmprov.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A container of a fake engine.
 *
 * @param health what its health check says; empty for one without
 * @param memory limit in bytes
 * @param quota limit in cores, as an engine keeps it: microseconds of each 100 ms
 * @param used bytes in use
 * @param inspected what an engine tells of how it was made
 */
record FakeContainer(
        String name,
        String image,
        String state,
        String health,
        String network,
        Optional<Integer> port,
        Map<String, String> labels,
        long memory,
        long quota,
        long used,
        ObjectNode inspected) {
    static final long PERIOD = 100_000;

    static FakeContainer service(
            String project,
            String service,
            String image,
            Optional<Integer> port,
            Map<String, String> labels,
            ObjectNode inspected) {
        return new FakeContainer(
                project + "-" + service,
                image,
                "running",
                "healthy",
                project,
                port,
                Map.copyOf(labels),
                0,
                0,
                0,
                inspected);
    }

    /**
     * A user's server.
     *
     * @param profile empty for none
     */
    static FakeContainer server(
            String user, String profile, String image, String network, String hub, long memory, double cpu) {
        Map<String, String> labels = new TreeMap<>(Map.of("io.rlmprov.hub", hub, "io.rlmprov.user", user));
        if (!profile.isEmpty()) {
            labels.put("io.rlmprov.profile", profile);
        }
        // As DockerSpawner has it.
        long quota = (long) (cpu * PERIOD);
        return new FakeContainer(
                "jupyter-" + user,
                image,
                "running",
                "",
                network,
                Optional.empty(),
                labels,
                memory,
                quota,
                100L << 20,
                FakeInspection.server(network));
    }

    /** Of somebody else. */
    static FakeContainer strangers(String name, String image, Optional<Integer> port) {
        return new FakeContainer(name, image, "running", "", "bridge", port, Map.of(), 0, 0, 0, FakeInspection.none());
    }

    boolean running() {
        return state.equals("running");
    }

    String label(String name) {
        return labels.getOrDefault(name, "");
    }

    FakeContainer inState(String now, String itsHealth) {
        return new FakeContainer(name, image, now, itsHealth, network, port, labels, memory, quota, used, inspected);
    }

    FakeContainer limitedTo(long bytes, long itsQuota) {
        return new FakeContainer(name, image, state, health, network, port, labels, bytes, itsQuota, used, inspected);
    }

    FakeContainer using(long bytes) {
        return new FakeContainer(name, image, state, health, network, port, labels, memory, quota, bytes, inspected);
    }

    /** Changed by hand: what an engine then tells of it. */
    FakeContainer made(Consumer<ObjectNode> otherwise) {
        ObjectNode changed = inspected.deepCopy();
        otherwise.accept(changed);
        return new FakeContainer(name, image, state, health, network, port, labels, memory, quota, used, changed);
    }

    /** {@code docker rename}. */
    FakeContainer named(String another) {
        return new FakeContainer(another, image, state, health, network, port, labels, memory, quota, used, inspected);
    }
}
