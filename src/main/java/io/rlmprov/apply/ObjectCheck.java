package io.rlmprov.apply;

import io.rlmprov.facts.DockerObjects;
import io.rlmprov.facts.DockerObjects.Network;
import io.rlmprov.facts.DockerObjects.Volume;
import io.rlmprov.facts.ProbeOutput;
import io.rlmprov.model.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the hub's network and volume are as create-objects.sh makes them. An engine changes neither in place, and to remove
 * what somebody has made on purpose is not ours: servers are on the one, and data is in the other.
 */
record ObjectCheck(DockerObjects docker, ProbeOutput probe, Names names) {
    /** Options with which servers reach neither the hub nor the internet. An engine may give others to all its networks. */
    private static final Map<String, String> HARMFUL = Map.of(
            "com.docker.network.bridge.enable_icc", "false",
            "com.docker.network.bridge.enable_ip_masquerade", "false",
            "com.docker.network.bridge.inhibit_ipv4", "true",
            "com.docker.network.bridge.gateway_mode_ipv4", "isolated");

    /** Why the hub would not work with what is there, one sentence or two each. */
    List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        docker.network().ifPresent(network -> network(network, reasons));
        probe.objects("networks", "control ")
                .filter(network -> !network.path("internal").asBoolean())
                .forEach(_ -> reasons.add("The network " + names.project() + "-control can be reached from outside. "
                        + remove(names.project() + "-control")));
        Optional.ofNullable(docker.volumes().get(names.hubVolume())).ifPresent(volume -> volume(volume, reasons));
        return reasons;
    }

    private static void network(Network network, List<String> reasons) {
        String name = network.name();
        driver("network", name, network.driver(), "bridge", reasons);
        if (network.internal()) {
            reasons.add(
                    "The network " + name + " is internal, so users' servers reach nothing outside. " + remove(name));
        }
        if (network.ipv6()) {
            reasons.add("The network " + name + " has IPv6, for which the hub has no rules. " + remove(name));
        }
        for (Map.Entry<String, String> option : network.options().entrySet()) {
            if (option.getValue().equals(HARMFUL.get(option.getKey()))) {
                reasons.add("The network " + name + " was made with the option " + option.getKey() + "="
                        + option.getValue() + ", so servers do not reach what they must. " + remove(name));
            }
        }
    }

    private static String remove(String network) {
        return "Apply makes it when it is gone. On the host, when users have saved: for c in $(docker ps -aqf network="
                + network + "); do docker network disconnect -f " + network + " $c; done; docker network rm " + network
                + " (users' servers must start again then).";
    }

    private void volume(Volume volume, List<String> reasons) {
        String container = names.container("hub");
        driver("volume", volume.name(), volume.driver(), "local", reasons);
        if (!volume.options().isEmpty()) {
            reasons.add("The volume " + volume.name() + " was made with options (" + volume.options()
                    + "), so the hub's database may lie elsewhere or in memory. If nobody needs what is in it: docker rm -f "
                    + container + " && docker volume rm " + volume.name() + "; apply makes both.");
        }
    }

    private static void driver(String kind, String name, String driver, String ours, List<String> reasons) {
        if (!driver.equals(ours)) {
            reasons.add(String.format(
                    Locale.ROOT,
                    "The %s %s has the driver %s; ours is %s. If nothing needs it, remove it (docker %s rm %s): apply makes it.",
                    kind,
                    name,
                    driver,
                    ours,
                    kind,
                    name));
        }
    }
}
