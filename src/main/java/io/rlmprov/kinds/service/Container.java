package io.rlmprov.kinds.service;

import io.rlmprov.kinds.Resource;
import io.rlmprov.kinds.engine.DockerEngine;
import io.rlmprov.kinds.file.HubFile;
import io.rlmprov.kinds.firewall.Firewall;
import io.rlmprov.kinds.image.BuiltImage;
import io.rlmprov.kinds.network.Network;
import io.rlmprov.kinds.volume.Volume;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Names;
import io.rlmprov.model.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A container of the compose stack.
 *
 * @param names of the hub
 * @param image of the container
 * @param ports published TCP ports of the host
 * @param spec digest of everything that it was started from, files and HMACs of secrets included: a container that
 *     was not started again after a change is seen by it
 * @param setup how compose makes it
 * @param reads names of files of the hub that it reads when it starts
 * @param impact what a restart costs the people who are logged in
 * @param rereads names of files of the hub that it reads again without a restart
 * @param reread the command in its container that makes it read them
 * @param first a script that must end well, after its start, before other services are started
 * @param certificate whose certificate it shows, as {@link Certificates} says
 */
record Container(
        Address address,
        Names names,
        BuiltImage image,
        List<Integer> ports,
        String spec,
        SortedMap<String, Attribute> setup,
        List<String> reads,
        String impact,
        List<String> rereads,
        List<String> reread,
        Optional<String> first,
        Optional<String> certificate)
        implements Resource {
    /** What it does when all is well. */
    static final String RUNNING = "running";

    @Override
    public SortedMap<String, Attribute> attributes() {
        SortedMap<String, Attribute> all = new TreeMap<>(setup);
        all.put("image", Attribute.consequence(image.reference()).replacing());
        all.put("spec", Attribute.consequence(spec).in(Unit.INPUTS).replacing());
        all.put("state", Attribute.config(RUNNING));
        if (!ports.isEmpty()) {
            all.put("port", Attribute.config(text(ports)).replacing());
        }
        certificate.ifPresent(it -> all.put(Certificates.FIELD, Attribute.config(it)));
        return all;
    }

    @Override
    public Attribute.Source absent(String path) {
        return path.equals("port") ? Attribute.Source.CONFIG : Attribute.Source.SHIPPED;
    }

    /** One port as a number, several as a text. */
    static Object text(List<Integer> ports) {
        return ports.size() == 1
                ? ports.getFirst()
                : String.join(", ", ports.stream().map(String::valueOf).toList());
    }

    @Override
    public List<Dependency> dependencies() {
        List<Dependency> all = new ArrayList<>(List.of(
                Dependency.input(image.address()),
                Dependency.input(on(HubFile.NAME, HubFile.COMPOSE)),
                Dependency.order(on(HubFile.NAME, HubFile.ENV)),
                Dependency.order(DockerEngine.on(address.host())),
                Dependency.order(on(Network.NAME, names.project())),
                Dependency.order(on(Volume.NAME, names.hubVolume())),
                Dependency.order(on(Firewall.NAME, Firewall.SERVERS))));
        reads.forEach(file -> all.add(Dependency.input(on(HubFile.NAME, file))));
        return all;
    }

    private Address on(String kind, String name) {
        return new Address(address.host(), kind, name);
    }
}
