package io.rlmprov.plan;

import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.engine.DockerEngine;
import io.rlmprov.kinds.file.HubFile;
import io.rlmprov.kinds.firewall.Firewall;
import io.rlmprov.kinds.folder.Folder;
import io.rlmprov.kinds.image.Image;
import io.rlmprov.kinds.network.Network;
import io.rlmprov.kinds.proof.Proof;
import io.rlmprov.kinds.server.UserServers;
import io.rlmprov.kinds.service.Service;
import io.rlmprov.kinds.trust.Trust;
import io.rlmprov.kinds.volume.Volume;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The kinds of resources that there are. */
public final class Kinds {
    private Kinds() {}

    /** All kinds: each before those whose resources are made from its resources. A plan shows changes in this order. */
    public static List<Kind> all() {
        return List.of(
                new Trust(),
                new DockerEngine(),
                new Folder(),
                new Image(),
                new HubFile(),
                new Network(),
                new Volume(),
                new Firewall(),
                new Service(),
                new UserServers(),
                new Proof());
    }

    /** Names of the kinds whose resources can be replaced on request. */
    public static Set<String> replaceable() {
        return all().stream().filter(Kind::replaceable).map(Kind::name).collect(Collectors.toUnmodifiableSet());
    }
}
