package io.rlmprov.kinds.volume;

import io.rlmprov.facts.DockerObjects;
import io.rlmprov.facts.DockerObjects.Container;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A JupyterHub on the host that is not ours, as the scripts of RLM-jupyter make it: a container {@code jupyterhub}, and
 * servers {@code jupyter-<user>} with volumes {@code jupyterhub-user-<user>}. Ours uses the same names, so its users keep
 * their files; but two hubs cannot run beside each other.
 *
 * @param hub the hub's container, if it runs
 * @param servers containers of its users, ended ones too: our hub may not touch them, and so not use their names
 */
public record HandMadeHub(Optional<Container> hub, List<Container> servers) {
    private static final String SERVER = "jupyter-";

    /** Networks that say nothing of who belongs together. */
    private static final Set<String> SHARED = Set.of("bridge", "default", "host", "none");

    /** The one on this host, or what is left of it. */
    public static Optional<HandMadeHub> find(DockerObjects docker) {
        Optional<Container> hub = docker.others().values().stream()
                .filter(Container::running)
                .filter(container -> !container.name().startsWith(SERVER))
                .filter(container -> container.name().contains("jupyterhub")
                        || container.image().contains("jupyterhub"))
                .findFirst();
        List<Container> servers = docker.others().values().stream()
                .filter(container -> container.name().startsWith(SERVER))
                .filter(container -> container.image().startsWith("rlm-singleuser")
                        || hub.filter(it -> !SHARED.contains(it.network()))
                                .filter(it -> it.network().equals(container.network()))
                                .isPresent())
                .toList();
        return hub.isEmpty() && servers.isEmpty() ? Optional.empty() : Optional.of(new HandMadeHub(hub, servers));
    }

    /** Why it must end before ours can start on this port, and how; empty if the two do not meet. */
    public Optional<String> inTheWayOf(int port) {
        boolean holdsPort = hub.stream()
                .flatMap(container -> container.ports().stream())
                .anyMatch(published -> published.hostPort() == port);
        if (!holdsPort && servers.isEmpty()) {
            return Optional.empty();
        }
        String names = String.join(
                " ",
                Stream.concat(servers.stream(), hub.stream())
                        .map(Container::name)
                        .toList());
        return Optional.of(what(port, holdsPort)
                + "\n    All of it has to go first. Its users' files lie in volumes (jupyterhub-user-*), which stay and which"
                + " this hub uses from the first login on."
                + (users().isEmpty() ? "" : " Ask its users to save: " + users() + ".")
                + "\n    Then run its teardown.sh (without --purge), or on the host:"
                + "\n      sudo docker stop " + names + " && sudo docker rm " + names);
    }

    private String what(int port, boolean holdsPort) {
        return hub.map(container -> (holdsPort ? "Port " + port + " is held by container " : "There is container ")
                        + container.name() + ", a hub that was set up by other means.")
                .orElse("There are users' servers of a hub that was set up by other means, which no longer runs.");
    }

    private String users() {
        return String.join(
                ", ",
                servers.stream()
                        .filter(Container::running)
                        .map(container -> container.name().substring(SERVER.length()))
                        .toList());
    }
}
