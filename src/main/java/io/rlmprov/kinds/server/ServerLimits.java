package io.rlmprov.kinds.server;

import io.rlmprov.config.Hub;
import io.rlmprov.config.Profile;
import io.rlmprov.kinds.Resource;
import io.rlmprov.kinds.file.HubFile;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Limits;
import io.rlmprov.model.Unit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The limits of a running server of a user. There is no swap: memory and swap together are limited to the same figure.
 *
 * @param size memory and cores
 * @param profile the profile that they are of; empty for those of servers without one
 * @param label the profile with which the server was started
 * @param memoryGiven whether hub.yaml says the memory; else it comes from sizing
 * @param cpuGiven the same of the cores
 */
public record ServerLimits(
        Address address,
        Limits.Size size,
        Optional<String> profile,
        Optional<String> label,
        boolean memoryGiven,
        boolean cpuGiven)
        implements Resource {
    /** What a server should have that was started with this label. */
    static ServerLimits of(Address address, Limits limits, Optional<String> label, Hub hub) {
        Optional<String> profile = limits.profile(address.name(), label).map(Limits.Profile::slug);
        Optional<Profile> given = hub.profiles().stream()
                .filter(one -> profile.equals(Optional.of(one.slug())))
                .findFirst();
        return new ServerLimits(
                address,
                limits.of(address.name(), label),
                profile,
                label,
                given.flatMap(Profile::memory).or(() -> hub.server().memory()).isPresent(),
                given.flatMap(Profile::cpu).or(() -> hub.server().cpu()).isPresent());
    }

    @Override
    public SortedMap<String, Attribute> attributes() {
        return new TreeMap<>(Map.of(
                "memory", bytes(),
                "memory+swap", bytes(),
                "cpu", cpuGiven ? Attribute.config(size.cpu()) : Attribute.sizing(size.cpu())));
    }

    private Attribute bytes() {
        return (memoryGiven ? Attribute.config(size.memory()) : Attribute.sizing(size.memory())).in(Unit.BYTES);
    }

    /** New servers get their limits from the settings: those that run must not get other ones before. */
    @Override
    public List<Dependency> dependencies() {
        return List.of(Dependency.order(new Address(address.host(), HubFile.NAME, HubFile.SETTINGS)));
    }
}
