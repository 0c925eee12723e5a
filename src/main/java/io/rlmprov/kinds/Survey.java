package io.rlmprov.kinds;

import io.rlmprov.facts.HostFacts;
import io.rlmprov.model.Address;
import io.rlmprov.model.Names;
import io.rlmprov.model.Unit;
import io.rlmprov.model.Value;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Collects what the kinds find in the facts of one host. */
public final class Survey {
    private final String host;
    private final Names names;
    private final HostFacts facts;
    private final boolean destroys;
    private final Desired desired;
    private final SortedMap<Address, SortedMap<String, Value>> resources = new TreeMap<>();

    /**
     * Of one host.
     *
     * @param host how addresses name it
     * @param destroys whether the hub is to go: users' data, which no apply touches, is observed then
     * @param desired what should exist, for kinds of which a host may have several versions
     */
    public Survey(String host, Names names, HostFacts facts, boolean destroys, Desired desired) {
        this.host = host;
        this.names = names;
        this.facts = facts;
        this.destroys = destroys;
        this.desired = desired;
    }

    /** What the probe saw. */
    public HostFacts facts() {
        return facts;
    }

    /** What things of this hub are called. */
    public Names names() {
        return names;
    }

    /** Whether the hub is to go. */
    public boolean destroys() {
        return destroys;
    }

    /** What should exist. */
    public Desired desired() {
        return desired;
    }

    /** A resource has this attribute. */
    public void put(String kind, String name, String path, Value value) {
        resources
                .computeIfAbsent(new Address(host, kind, name), _ -> new TreeMap<>())
                .put(path, value);
    }

    /** A resource has this text, number or boolean as attribute. */
    public void put(String kind, String name, String path, Object value) {
        put(kind, name, path, Value.of(value));
    }

    /** A resource has this attribute, measured in a unit. */
    public void put(String kind, String name, String path, Object value, Unit unit) {
        put(kind, name, path, Value.of(value).in(unit));
    }

    /** All that was found. */
    public Observed observed() {
        return new Observed(Collections.unmodifiableSortedMap(resources));
    }
}
