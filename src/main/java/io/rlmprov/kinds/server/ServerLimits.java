package io.rlmprov.kinds.server;

import io.rlmprov.config.Hub.ServerSpec;
import io.rlmprov.kinds.Resource;
import io.rlmprov.kinds.file.HubFile;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Unit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The limits of a running server of a user. There is no swap: memory and swap together are limited to the same figure.
 *
 * @param memory bytes
 * @param cpu cores
 * @param spec what hub.yaml says of the limits; the others come from sizing
 */
public record ServerLimits(Address address, long memory, double cpu, ServerSpec spec) implements Resource {
    @Override
    public SortedMap<String, Attribute> attributes() {
        return new TreeMap<>(Map.of(
                "memory", bytes(),
                "memory+swap", bytes(),
                "cpu", spec.cpu().isPresent() ? Attribute.config(cpu) : Attribute.sizing(cpu)));
    }

    private Attribute bytes() {
        return (spec.memory().isPresent() ? Attribute.config(memory) : Attribute.sizing(memory)).in(Unit.BYTES);
    }

    /** New servers get their limits from the settings: those that run must not get other ones before. */
    @Override
    public List<Dependency> dependencies() {
        return List.of(Dependency.order(new Address(address.host(), HubFile.NAME, HubFile.SETTINGS)));
    }
}
