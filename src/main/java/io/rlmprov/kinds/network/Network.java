package io.rlmprov.kinds.network;

import io.rlmprov.config.Subnet;
import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Resource;
import io.rlmprov.kinds.Survey;
import io.rlmprov.kinds.Work;
import io.rlmprov.kinds.engine.DockerEngine;
import io.rlmprov.kinds.volume.Volume;
import io.rlmprov.model.Action;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Change;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The network on which hub, proxy and users' servers meet. */
public final class Network implements Kind {
    /** The kind's name. */
    public static final String NAME = "network";

    /** The driver that the firewall's rules are written for. */
    public static final String DRIVER = "bridge";

    @Override
    public String name() {
        return NAME;
    }

    /** Also what the checks before an apply read of the ground that the hub stands on. */
    @Override
    public List<String> probes() {
        return List.of("network.sh", "ground.sh");
    }

    /** A bridge of the engine. */
    public record Bridge(Address address) implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            return new TreeMap<>(Map.of("driver", Attribute.config(DRIVER)));
        }

        @Override
        public List<Dependency> dependencies() {
            return List.of(Dependency.order(DockerEngine.on(address.host())));
        }
    }

    @Override
    public List<Bridge> desired(Blueprint blueprint) {
        return List.of(new Bridge(blueprint.address(NAME, blueprint.names().project())));
    }

    @Override
    public void observe(Survey survey) {
        survey.facts()
                .docker()
                .network()
                .ifPresent(network -> survey.put(NAME, network.name(), "driver", network.driver()));
    }

    /** One script makes the network and the volumes of the services' databases. */
    @Override
    public void operations(Work work) {
        List<Change> changes = work.changes().of(NAME, "volume");
        if (changes.isEmpty() || work.destroys()) {
            return;
        }
        work.graph()
                .add(Draft.of(
                                "create-network-and-volume",
                                "Creating network and volume",
                                "Created network and volume",
                                new Action.Run(
                                        "create-objects.sh",
                                        Map.of(
                                                "HUB",
                                                work.hub().name(),
                                                "VOLUMES",
                                                volumes(work),
                                                "SUBNET",
                                                work.hub()
                                                        .docker()
                                                        .subnet()
                                                        .map(Subnet::toString)
                                                        .orElse("")),
                                        "See what the engine says. If all address pools are in use, set docker.subnet to a"
                                                + " network that is free."))
                        .making(changes));
    }

    private static String volumes(Work work) {
        return work.desired().all(Volume.LocalVolume.class).stream()
                .map(volume -> volume.address().name())
                .collect(Collectors.joining("\n"));
    }
}
