package io.rlmprov.sizing;

import io.rlmprov.config.Hub;
import io.rlmprov.config.Subnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many servers have an address on the users' network.
 *
 * @param subnet of the network: the one that is there, or the one that hub.yaml names
 * @param pool prefix of the network that the engine would make otherwise
 */
public record Addresses(Optional<Subnet> subnet, Optional<Integer> pool) {
    /** The network itself, its broadcast and the host's end of the bridge. */
    private static final int TAKEN = 3;

    /** Proxies, hub and other services of the stack, one of which may be replaced while its successor starts. */
    private static final int SERVICES = 5;

    /** A network of which nothing is known has Docker's default size. */
    private static final int DOCKERS_DEFAULT = 16;

    /** How many servers have an address. */
    public int servers() {
        return Math.clamp((1L << (32 - prefix())) - TAKEN - SERVICES, 0, Integer.MAX_VALUE);
    }

    /**
     * The sizes, with no more servers than addresses.
     *
     * @throws DoesNotFit if not all users who are expected at the same time get one
     */
    public Sizes limit(Hub.Users users, Sizes sizes) {
        int servers = servers();
        if (servers < users.peak()) {
            throw new DoesNotFit(
                    users.peak() + " users at a time need as many addresses, and the users' network "
                            + subnet.map(it -> it + " has").orElse("would be a /" + prefix() + " with")
                            + " " + servers + " for them",
                    subnet.isPresent()
                            ? "Set docker.subnet to a larger network that is free; to replace a network that is there, run"
                                    + " rlmprov destroy and then apply: users' data stays."
                            : "Set docker.subnet to a network that is free, for example 10.210.0.0/" + enough(users)
                                    + ": Docker's own pools (default-address-pools in /etc/docker/daemon.json) are too"
                                    + " small.");
        }
        List<Sizes.Line> lines = new ArrayList<>(sizes.arithmetic());
        lines.add(new Sizes.Line(
                "addresses for servers",
                subnet.map(Subnet::toString).orElse("/" + prefix()) + " has 2^" + (32 - prefix()) + " - " + TAKEN
                        + " - " + SERVICES,
                Integer.toString(servers)));
        return new Sizes(
                sizes.memory(),
                sizes.cpu(),
                sizes.profiles(),
                Math.min(sizes.active(), servers),
                sizes.spawns(),
                sizes.startTimeout(),
                sizes.httpTimeout(),
                List.copyOf(lines),
                sizes.notes());
    }

    private int prefix() {
        return subnet.map(Subnet::prefix).or(() -> pool).orElse(DOCKERS_DEFAULT);
    }

    /** The prefix of the smallest network for all users of the hub, not only for those at a time. */
    private static int enough(Hub.Users users) {
        long wanted = (long) users.count() + TAKEN + SERVICES;
        return 32 - (64 - Long.numberOfLeadingZeros(wanted - 1));
    }
}
