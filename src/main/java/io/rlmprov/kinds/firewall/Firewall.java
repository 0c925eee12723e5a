package io.rlmprov.kinds.firewall;

import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Resource;
import io.rlmprov.kinds.Survey;
import io.rlmprov.kinds.Work;
import io.rlmprov.kinds.file.HubFile;
import io.rlmprov.kinds.network.Network;
import io.rlmprov.model.Action;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Change;
import io.rlmprov.model.FileContent;
import io.rlmprov.model.Unit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rules in the kernel, made from a file for the networks of the hub: what users' servers may reach, and who reaches them
 * from outside.
 */
public final class Firewall implements Kind {
    /** The kind's name. */
    public static final String NAME = "firewall";

    /** The one set of rules of a host. */
    public static final String SERVERS = "servers";

    /** The parts of the rules, as firewall.nft names them. */
    private static final List<String> PARTS = List.of("clamp", "host", "into", "metadata", "neighbours", "outside");

    @Override
    public String name() {
        return NAME;
    }

    /**
     * The rules of one network.
     *
     * @param network name of the engine's network
     * @param rules content of the file that they are made from
     */
    public record Rules(Address address, String network, FileContent rules) implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            SortedMap<String, Attribute> all = new TreeMap<>(Map.of(
                    "rules", Attribute.consequence(rules.mark()).in(Unit.CONTENT),
                    "at boot", Attribute.config("loaded"),
                    "network", Attribute.config("the hub's")));
            all.put("rules file", Attribute.shipped("in force"));
            all.put("unit", Attribute.shipped("in force"));
            all.put("all tables", Attribute.shipped("in force"));
            PARTS.forEach(part -> all.put(part, Attribute.config("in force")));
            return all;
        }

        @Override
        public List<Dependency> dependencies() {
            return List.of(
                    Dependency.input(new Address(address.host(), HubFile.NAME, HubFile.FIREWALL)),
                    Dependency.order(new Address(address.host(), Network.NAME, network)));
        }
    }

    @Override
    public List<Rules> desired(Blueprint blueprint) {
        return List.of(new Rules(
                blueprint.address(NAME, SERVERS),
                blueprint.names().project(),
                blueprint.contents().firewall()));
    }

    @Override
    public void observe(Survey survey) {
        survey.facts().firewall().forEach((part, state) -> {
            boolean yes = state.equals("yes");
            switch (part) {
                case "source" -> survey.put(NAME, SERVERS, "rules", FileContent.mark(state, false), Unit.CONTENT);
                case "boot" -> survey.put(NAME, SERVERS, "at boot", yes ? "loaded" : "not loaded");
                case "network" -> survey.put(NAME, SERVERS, "network", yes ? "the hub's" : "another one");
                case "tables" -> survey.put(NAME, SERVERS, "all tables", state.replace('-', ' '));
                case "file" -> survey.put(NAME, SERVERS, "rules file", state.replace('-', ' '));
                default -> survey.put(NAME, SERVERS, part, state.replace('-', ' '));
            }
        });
    }

    @Override
    public void operations(Work work) {
        List<Change> changes = work.changes().of(NAME);
        if (changes.isEmpty()) {
            return;
        }
        String hub = work.hub().name();
        work.graph()
                .add(
                        work.destroys()
                                ? Draft.of(
                                                "remove-firewall",
                                                "Removing the firewall of users' servers",
                                                "Removed the firewall of users' servers",
                                                new Action.Run(
                                                        "firewall.sh",
                                                        Map.of("HUB", hub, "REMOVE", "1"),
                                                        "See what nft says."))
                                        .making(changes)
                                        .needing("stop-stack", "stop-servers")
                                : Draft.of(
                                                "load-firewall",
                                                "Loading the firewall of users' servers",
                                                "Loaded the firewall of users' servers, now and at every boot",
                                                new Action.Run(
                                                        "firewall.sh",
                                                        Map.of("HUB", hub),
                                                        "Users' servers are not kept apart without it. See docs/SECURITY.md for"
                                                                + " what it needs of the host."))
                                        .making(changes)
                                        .after("prepare"));
    }
}
