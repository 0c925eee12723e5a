package io.rlmprov.facts;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What the engine holds that concerns the hub; all of it empty where no engine answers.
 *
 * @param images the hub's, the users' servers' and the base image, one per tag
 * @param network the hub's network
 * @param volumes the hub's and users' volumes by name: {@code rlmprov-<hub>-*} and {@code jupyterhub-*}
 * @param services containers of the compose project, by service
 * @param servers users' servers, by container name
 * @param others all other containers, by name: for conflicts of names and ports, and for adoption
 */
public record DockerObjects(
        List<Image> images,
        Optional<Network> network,
        SortedMap<String, Volume> volumes,
        SortedMap<String, Service> services,
        SortedMap<String, Server> servers,
        SortedMap<String, Container> others) {

    /**
     * An image under one of its tags.
     *
     * @param repository as {@code rlm-hub}
     * @param tag as {@code 0123456789ab}
     * @param size bytes
     * @param created as the engine says it, RFC 3339
     * @param arch as {@code amd64}
     * @param kind label {@code io.rlmprov.image}; empty for images that are not ours
     */
    public record Image(String repository, String tag, String id, long size, String created, String arch, String kind) {
        /** {@code repository:tag}. */
        public String reference() {
            return repository + ":" + tag;
        }
    }

    /**
     * A network.
     *
     * @param id of this one: one that was recreated under the same name has another
     * @param endpoints how many running containers are on it
     */
    public record Network(
            String name,
            String id,
            String driver,
            boolean internal,
            boolean ipv6,
            SortedMap<String, String> labels,
            SortedMap<String, String> options,
            int endpoints) {}

    /**
     * A volume.
     *
     * @param options of its driver, as the engine tells them; empty if it was made without
     * @param bytes what its files take on disk, if the probe was asked
     */
    public record Volume(
            String name, String driver, SortedMap<String, String> labels, String options, Optional<Long> bytes) {
        /** Whether it holds a user's files. */
        public boolean ofUser() {
            return name.startsWith("jupyterhub-user-");
        }

        /** The hub on its label; empty for one that was made by other means than rlmprov's. */
        public Optional<String> hub() {
            return Optional.ofNullable(labels.get("io.rlmprov.hub")).filter(label -> !label.isEmpty());
        }
    }

    /**
     * What all containers have.
     *
     * @param image as the container was created with: {@code repository:tag} or an id
     * @param imageId the image that it runs
     * @param state {@code running}, {@code exited}, {@code created}, {@code restarting}, ...
     * @param started RFC 3339; year 1 if never
     * @param network network mode: a network's name, {@code host}, {@code none}, ...
     * @param project its compose project; empty if none
     */
    public record Container(
            String name,
            String id,
            String image,
            String imageId,
            String state,
            String started,
            String network,
            String project,
            SortedSet<Port> ports) {
        /** Whether it runs. */
        public boolean running() {
            return state.equals("running");
        }
    }

    /**
     * A published port.
     *
     * @param address address of the host; empty: all
     * @param hostPort port of the host; 0: any free one
     * @param containerPort as {@code 8000/tcp}
     */
    public record Port(String address, int hostPort, String containerPort) implements Comparable<Port> {
        @Override
        public int compareTo(Port other) {
            return java.util.Comparator.comparingInt(Port::hostPort)
                    .thenComparing(Port::containerPort)
                    .thenComparing(Port::address)
                    .compare(this, other);
        }
    }

    /**
     * Limits of a container; 0 is "no limit".
     *
     * @param memory bytes
     * @param memorySwap bytes of memory and swap together; -1: unlimited swap
     * @param cpu cores, from whichever of {@code --cpus} and {@code --cpu-quota} was used; to two decimals, as hub.yaml
     *     has them, since DockerSpawner makes 229999 of 2.3 x 100000
     */
    public record Limits(long memory, long memorySwap, double cpu) {
        /** Rounded. */
        public Limits {
            cpu = Math.round(cpu * 100) / 100.0;
        }
    }

    /**
     * A service of the stack.
     *
     * @param name as {@code hub} in compose.yaml
     * @param spec label {@code io.rlmprov.spec}; empty if it has none
     * @param health what its health check says, as {@code starting}; empty if it has none
     * @param restart restart policy, as {@code unless-stopped}
     */
    public record Service(
            String name, Container container, Limits limits, String spec, Optional<String> health, String restart) {}

    /**
     * A user's server.
     *
     * @param user label {@code io.rlmprov.user}; empty on containers of another maker
     * @param profile label {@code io.rlmprov.profile}; empty on servers without one
     * @param used bytes of memory in use that the kernel cannot drop at once; empty if it does not run
     * @param connected whether it is on the network on which it was started
     */
    public record Server(
            Container container,
            Limits limits,
            Optional<String> user,
            Optional<String> profile,
            Optional<Long> used,
            boolean connected) {}
}
