package io.rlmprov.apply;

import io.rlmprov.model.Sha256;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What a fake host's engine holds; nothing of it works before it is installed. */
final class FakeDocker {
    /**
     * An image.
     *
     * @param kind label {@code io.rlmprov.image}
     * @param created increases with each image
     * @param id of its content
     */
    record Image(String kind, int created, String id) {}

    /** Of a network, which is the same whenever it is made. */
    static String networkId(String name) {
        return Sha256.of("network " + name);
    }

    private final Fuse fuse;
    private final SortedMap<String, Image> images = new TreeMap<>();
    private final SortedMap<String, String> networks = new TreeMap<>();
    private final SortedMap<String, Map<String, String>> volumes = new TreeMap<>();
    private final SortedMap<String, FakeContainer> containers = new TreeMap<>();
    private boolean installed;
    String compose = "2.26.1-4";
    boolean stopped;
    /** Whether its disk is full. */
    boolean full;

    boolean atBoot = true;
    private int built;

    FakeDocker(Fuse fuse) {
        this.fuse = fuse;
    }

    void install() {
        fuse.burn();
        if (full) {
            throw new ScriptRun.Exit(1);
        }
        installed = true;
    }

    /** A change by the daemon, which may have died or found no space. */
    private void change() {
        fuse.burn();
        if (stopped || full) {
            throw new ScriptRun.Exit(1);
        }
    }

    void uninstall() {
        installed = false;
    }

    boolean installed() {
        return installed;
    }

    boolean answers() {
        return installed && !stopped;
    }

    SortedMap<String, Image> images() {
        return images;
    }

    SortedMap<String, String> networks() {
        return networks;
    }

    SortedMap<String, Map<String, String>> volumes() {
        return volumes;
    }

    SortedMap<String, FakeContainer> containers() {
        return containers;
    }

    void addImage(String reference, String kind) {
        change();
        String id = "sha256:" + Sha256.of(reference + kind);
        images.put(reference, new Image(kind, built++, id));
    }

    /** {@code docker image rm}: not while a container was made from it. */
    boolean removeImage(String reference) {
        if (containers.values().stream().anyMatch(container -> container.image().equals(reference))) {
            return false;
        }
        change();
        return images.remove(reference) != null;
    }

    void addNetwork(String name, String driver) {
        change();
        networks.put(name, driver);
    }

    /** {@code docker network rm}: not while a running container is on it. */
    boolean removeNetwork(String name) {
        if (containers.values().stream()
                .anyMatch(it -> it.running() && it.network().equals(name))) {
            return false;
        }
        change();
        return networks.remove(name) != null;
    }

    void addVolume(String name, Map<String, String> labels) {
        change();
        volumes.putIfAbsent(name, labels);
    }

    void removeVolume(String name) {
        change();
        volumes.remove(name);
    }

    /** Puts a container in place of one of this name. */
    void put(FakeContainer container) {
        change();
        containers.put(container.name(), container);
    }

    void remove(String container) {
        change();
        containers.remove(container);
    }

    Optional<FakeContainer> container(String name) {
        return Optional.ofNullable(containers.get(name));
    }

    List<FakeContainer> containers(Predicate<FakeContainer> which) {
        return containers.values().stream().filter(which).toList();
    }
}
