package io.rlmprov.apply;

import io.rlmprov.config.Subnet;
import io.rlmprov.facts.Ground;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the network that hub.yaml names for users' servers is free on the host.
 *
 * @param wanted {@code docker.subnet}
 */
record AddressCheck(Optional<Subnet> wanted, Ground ground) {
    /** Why an apply would fail or cut the host off from a network, one sentence or two each. */
    List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        wanted.ifPresent(subnet -> {
            if (ground.subnet().isEmpty()) {
                ground.routes().stream()
                        .filter(route -> route.to().overlaps(subnet))
                        .map(route -> "docker.subnet is " + subnet + ", and the host reaches " + route.to() + " by "
                                + route.device() + ": one of them would be cut off. Name a network that is free.")
                        .forEach(reasons::add);
            } else if (!ground.subnet().get().equals(subnet)) {
                reasons.add(
                        "The users' network has " + ground.subnet().get() + " and docker.subnet is " + subnet
                                + ". A network cannot be changed: run rlmprov destroy, which keeps users' data, and then apply.");
            }
        });
        return reasons;
    }
}
