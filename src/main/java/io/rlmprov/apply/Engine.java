package io.rlmprov.apply;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.kinds.server.RunningServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The port to a host's container engine: what apply asks of it directly. Compose and builds are scripts.
 *
 * <p>Every method throws {@link RlmprovException} if the engine cannot be reached or refuses.
 */
public interface Engine {
    /** All containers with this label and value, running or not, by name. */
    List<Container> containers(String label, String value);

    /** One container, by name or id; empty if there is none. */
    Optional<Details> inspect(String container);

    /**
     * Gives a container other limits, without a restart. Swap is limited to the same figure, so there is none.
     *
     * @param memory bytes
     * @param cpus cores, in the form that DockerSpawner uses: a quota in periods of 100 ms
     */
    Resize resize(String container, long memory, double cpus);

    /**
     * Stops and removes a container, and returns when it is gone. One that is not there is fine.
     *
     * @param grace between the request to end and its kill
     */
    void remove(String container, Duration grace);

    /**
     * Waits until the container's health check succeeds; for one without a health check, until it runs.
     *
     * @param limit how long at most
     * @param progress told each change of state, as {@code rlmprov-class-hub: starting}
     * @throws RlmprovException if it ends, is not there, or the time is over; with its last output
     */
    void awaitHealthy(String container, Duration limit, Consumer<String> progress);

    /** An image by reference or id; empty if the engine has none. */
    Optional<Image> image(String reference);

    /** What became of a resize. */
    sealed interface Resize {
        /**
         * It has the new limits.
         *
         * @param warnings what the engine warns of, as a kernel without swap accounting
         */
        record Done(List<String> warnings) implements Resize {}

        /**
         * Nothing was changed: it uses about as much memory as the new limit or more, and its processes would be killed.
         *
         * @param bytes in use
         */
        record InUse(long bytes) implements Resize {}

        /** Nothing was changed: it has ended meanwhile. */
        record Gone() implements Resize {}

        /** Whether a container that uses so much may not be shrunk to this limit: as the plan has it. */
        static boolean tooFull(long used, long limit) {
            return RunningServer.tooFull(used, limit);
        }
    }

    /** Where a container is in its life. */
    enum State {
        CREATED,
        RUNNING,
        PAUSED,
        RESTARTING,
        REMOVING,
        EXITED,
        DEAD
    }

    /** What its health check says. */
    enum Health {
        /** It has none. */
        NONE,
        STARTING,
        HEALTHY,
        UNHEALTHY
    }

    /**
     * A container in a list.
     *
     * @param name without the leading slash
     * @param image reference that it was made from
     */
    record Container(String id, String name, String image, State state, Map<String, String> labels) {}

    /**
     * A container in full.
     *
     * @param memory limit in bytes; empty: none
     * @param memorySwap limit of memory and swap together, in bytes; empty: none
     * @param cpus limit in cores, to two decimals: DockerSpawner cuts off what is below a quota's unit; 0: none
     * @param exit exit status of one that ended, else 0
     */
    record Details(
            Container container, Health health, OptionalLong memory, OptionalLong memorySwap, double cpus, int exit) {
        public Details {
            cpus = Math.round(cpus * 100) / 100.0;
        }
    }

    /**
     * An image.
     *
     * @param size of all layers, in bytes
     */
    record Image(String id, long size, Map<String, String> labels) {}
}
