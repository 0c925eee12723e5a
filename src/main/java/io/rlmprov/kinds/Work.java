package io.rlmprov.kinds;

import io.rlmprov.config.Hub;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.model.HmacKey;
import io.rlmprov.model.Names;
import io.rlmprov.sizing.Sizes;
import java.util.Optional;

/**
 * What the kinds work from when they lower the changes of one host to operations.
 *
 * @param destroys whether the whole hub goes
 * @param purge whether data goes with it
 * @param sizes limits of the servers; empty if the hub goes
 * @param key under which secrets are compared: the host's, or the one that it gets
 * @param facts of the host as it is
 * @param graph takes the operations
 */
public record Work(
        Hub hub,
        boolean destroys,
        boolean purge,
        Changes changes,
        Optional<Sizes> sizes,
        HmacKey key,
        HostFacts facts,
        Graph graph) {
    /** What things of this hub are called. */
    public Names names() {
        return new Names(hub.name());
    }

    /** Whether the operator left changes out: then an operation does what its own changes ask for and no more. */
    public boolean partial() {
        return !changes.leftOut().isEmpty();
    }

    /** What should exist. */
    public Desired desired() {
        return changes.desired();
    }
}
