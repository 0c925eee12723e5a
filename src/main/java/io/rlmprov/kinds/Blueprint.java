package io.rlmprov.kinds;

import io.rlmprov.config.Hub;
import io.rlmprov.config.Secrets;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.model.Address;
import io.rlmprov.model.Contents;
import io.rlmprov.model.HmacKey;
import io.rlmprov.model.Names;
import io.rlmprov.sizing.Sizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the kinds work from when they say what should exist on one host; collects what they say. */
public final class Blueprint {
    private final String host;
    private final Hub hub;
    private final Sizes sizes;
    private final Contents contents;
    private final Secrets secrets;
    private final HmacKey key;
    private final HostFacts facts;
    private final Map<Address, Resource> resources = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * For one host.
     *
     * @param host how addresses name it
     * @param secrets of hub.yaml, resolved
     * @param key under which secrets are compared
     * @param facts of the host as it is
     */
    public Blueprint(
            String host, Hub hub, Sizes sizes, Contents contents, Secrets secrets, HmacKey key, HostFacts facts) {
        this.host = host;
        this.hub = hub;
        this.sizes = sizes;
        this.contents = contents;
        this.secrets = secrets;
        this.key = key;
        this.facts = facts;
    }

    /** hub.yaml. */
    public Hub hub() {
        return hub;
    }

    /** Limits of the servers and the hub. */
    public Sizes sizes() {
        return sizes;
    }

    /** Files of the operator's machine that go to the host. */
    public Contents contents() {
        return contents;
    }

    /** The secrets of hub.yaml, resolved. */
    public Secrets secrets() {
        return secrets;
    }

    /** The key under which secrets are compared. */
    public HmacKey key() {
        return key;
    }

    /** The host as it is. */
    public HostFacts facts() {
        return facts;
    }

    /** What things of this hub are called. */
    public Names names() {
        return new Names(hub.name());
    }

    /** The address of a resource on this host. */
    public Address address(String kind, String name) {
        return new Address(host, kind, name);
    }

    /**
     * A resource that a kind before this one wants.
     *
     * @throws IllegalStateException if none does: the kinds are in a wrong order
     */
    public <R extends Resource> R require(Address address, Class<R> type) {
        Resource resource = resources.get(address);
        if (!type.isInstance(resource)) {
            throw new IllegalStateException("no " + type.getSimpleName() + " at " + address);
        }
        return type.cast(resource);
    }

    /** Whether a kind before this one wants a resource of this name. */
    public boolean has(String kind, String name) {
        return resources.containsKey(address(kind, name));
    }

    /** The same, by the name that the address has on this host. */
    public <R extends Resource> R require(String kind, String name, Class<R> type) {
        return require(address(kind, name), type);
    }

    /** A sentence for the plan. */
    public void note(String sentence) {
        notes.add(sentence);
    }

    /** What these kinds want to exist, each in its turn. */
    public Desired desired(List<Kind> kinds) {
        for (Kind kind : kinds) {
            kind.desired(this).forEach(resource -> resources.put(resource.address(), resource));
        }
        return Desired.of(resources.values(), notes);
    }
}
