package io.rlmprov.kinds.volume;

import io.rlmprov.facts.DockerObjects;
import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Changes;
import io.rlmprov.kinds.Departure;
import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Resource;
import io.rlmprov.kinds.Survey;
import io.rlmprov.kinds.Work;
import io.rlmprov.kinds.engine.DockerEngine;
import io.rlmprov.model.Action;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import io.rlmprov.model.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Volumes with data that must not be lost: the databases of hub and gateway and, when the hub goes, users' files and
 * certificates. Compose makes the one with certificates.
 */
public final class Volume implements Kind {
    /** The kind's name. */
    public static final String NAME = "volume";

    /** The driver of volumes that lie on the host. */
    public static final String DRIVER = "local";

    @Override
    public String name() {
        return NAME;
    }

    /** A volume of the engine. */
    public record LocalVolume(Address address) implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            return new TreeMap<>(Map.of("driver", Attribute.config(DRIVER)));
        }

        @Override
        public List<Dependency> dependencies() {
            return List.of(Dependency.order(DockerEngine.on(address.host())));
        }
    }

    @Override
    public List<LocalVolume> desired(Blueprint blueprint) {
        Names names = blueprint.names();
        return Stream.of(names.hubVolume(), names.gatewayVolume())
                .filter(name -> blueprint.hub().llm().gateway() || !name.equals(names.gatewayVolume()))
                .map(name -> new LocalVolume(blueprint.address(NAME, name)))
                .toList();
    }

    @Override
    public void observe(Survey survey) {
        Set<String> own = Set.of(survey.names().hubVolume(), survey.names().gatewayVolume());
        String tls = survey.names().tlsVolume();
        survey.facts().docker().volumes().values().stream()
                .filter(volume -> own.contains(volume.name())
                        || (survey.destroys()
                                && (volume.ofUser() || volume.name().equals(tls))))
                .forEach(volume -> survey.put(NAME, volume.name(), "driver", volume.driver()));
        // The hub makes these itself, so they are told only where they are not as it makes them.
        new HubData(survey.facts())
                .odd()
                .forEach((file, state) -> survey.put(NAME, survey.names().hubVolume(), file, state));
    }

    /** Whether the hub's database is no longer what the hub has opened. */
    public static boolean lostDatabase(Change change) {
        return change.address().kind().equals(NAME)
                && change.fields().stream()
                        .anyMatch(field -> field.path().equals(HubData.DATABASE)
                                && field.before()
                                        .filter(it -> it.text().equals(HubData.NO_FILE))
                                        .isPresent());
    }

    @Override
    public Optional<String> stays(Address address, Departure departure) {
        DockerObjects docker = departure.facts().docker();
        return UserVolumes.of(docker, departure.hub(), new Names(departure.hub()).hubVolume())
                .keptByPurge(address.name())
                .or(() -> departure.purge()
                        ? Optional.empty()
                        : Optional.of("data stays; only destroy --purge removes it"));
    }

    @Override
    public void operations(Work work) {
        List<Change> going = work.changes().deleted(NAME);
        if (going.isEmpty() || !work.facts().engine().answers()) {
            return;
        }
        List<String> names =
                Changes.addresses(going).stream().map(Address::name).toList();
        String count = going.size() + (going.size() == 1 ? " volume" : " volumes");
        work.graph()
                .add(Draft.of(
                                "remove-volumes",
                                "Removing the data in " + count,
                                "Removed the data in " + count,
                                new Action.Run(
                                        "purge-volumes.sh",
                                        Map.of("HUB", work.hub().name(), "VOLUMES", String.join("\n", names)),
                                        "See which container still uses a volume."))
                        .making(going)
                        .rule("these, and all others that have the hub's label when the hub is gone")
                        .needing("stop-stack", "stop-servers"));
    }

    @Override
    public Optional<String> impact(Change change, Desired desired, int servers) {
        return change.verb() == Verb.DELETE ? Optional.of("the data in it is lost") : Optional.empty();
    }
}
