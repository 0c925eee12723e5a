package io.rlmprov.kinds.service;

import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.DockerObjects;
import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Resource;
import io.rlmprov.kinds.Survey;
import io.rlmprov.kinds.Work;
import io.rlmprov.kinds.file.HubFile;
import io.rlmprov.kinds.file.ManagedFile;
import io.rlmprov.kinds.file.TlsFiles;
import io.rlmprov.kinds.image.BuiltIds;
import io.rlmprov.kinds.image.BuiltImage;
import io.rlmprov.kinds.image.Image;
import io.rlmprov.kinds.volume.Volume;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Reason;
import io.rlmprov.model.FieldDiff;
import io.rlmprov.model.FileContent;
import io.rlmprov.model.Sha256;
import io.rlmprov.model.Unit;
import io.rlmprov.model.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The containers of the compose stack. Which there are, and what each needs, stands in {@code images/compose.yaml}. */
public final class Service implements Kind {
    /** The kind's name. */
    public static final String NAME = "service";

    private static final String STATE = "state";
    private static final String UNHEALTHY = "unhealthy";

    /** States from which compose starts a container by itself. */
    private static final Set<String> STARTABLE = Set.of("exited", "created");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean acceptable(String name, FieldDiff field) {
        return field.path().equals("state");
    }

    @Override
    public List<String> probes() {
        return List.of(NAME + ".sh", "https.sh");
    }

    /** The containers, and the file with the variables from which compose starts them. */
    @Override
    public List<Resource> desired(Blueprint blueprint) {
        Stack stack = Stack.parse(blueprint.contents().compose().text());
        Variables given = new Variables(blueprint);
        SortedSet<String> profiles = profiles(blueprint.hub());
        SortedMap<String, String> variables = given.all();
        if (!profiles.isEmpty()) {
            // Compose's own variable, so that "docker compose ps" on the host shows these services, too.
            variables.put("COMPOSE_PROFILES", String.join(",", profiles));
        }
        List<Resource> resources = new ArrayList<>();
        for (Stack.Defined service : stack.services()) {
            if (service.in(profiles)) {
                refuseStranger(blueprint, service.name());
                BuiltImage image = given.image(service);
                List<Integer> ports = service.hostPorts(variables);
                List<String> reads = service.reads().stream()
                        .filter(file -> blueprint.has(HubFile.NAME, file))
                        .toList();
                String spec = spec(blueprint, image, service, reads, variables);
                variables.put(service.specVariable(), spec);
                resources.add(new Container(
                        blueprint.address(NAME, service.name()),
                        blueprint.names(),
                        image,
                        ports,
                        spec,
                        setup(blueprint, service.setup().with(variables)),
                        reads,
                        service.impact(),
                        service.rereads(),
                        service.reread(),
                        service.first(),
                        certificate(blueprint, service.name(), variables)));
            }
        }
        resources.add(environment(blueprint, variables));
        return resources;
    }

    private static Optional<String> certificate(Blueprint blueprint, String service, Map<String, String> variables) {
        return service.equals(Certificates.SERVICE)
                ? Optional.of(Certificates.desired(
                        variables,
                        Optional.ofNullable(blueprint.contents().https().get(TlsFiles.CERTIFICATE))))
                : Optional.empty();
    }

    /** Two containers cannot have one name, and what somebody else made is not removed. */
    private static void refuseStranger(Blueprint blueprint, String service) {
        String name = blueprint.names().container(service);
        if (blueprint.facts().docker().others().containsKey(name)) {
            throw new RlmprovException(
                    "A container that rlmprov did not make has the name " + name + " of one of the hub's own.",
                    "On the host, rename it (docker rename " + name + " other) or remove it (docker rm -f " + name
                            + "); nothing was changed.");
        }
    }

    /** The profiles of compose.yaml whose services this hub has; each profile has the name of its service. */
    public static SortedSet<String> profiles(Hub hub) {
        SortedSet<String> profiles = new TreeSet<>();
        if (hub.llm().gateway()) {
            profiles.add("gateway");
        }
        if (hub.https().isPresent()) {
            profiles.add("tls");
        }
        return profiles;
    }

    /** As {@code spec_of} of setup.sh makes it for services without secrets, so that those are not started again. */
    private static String spec(
            Blueprint blueprint,
            BuiltImage image,
            Stack.Defined service,
            List<String> reads,
            Map<String, String> variables) {
        StringBuilder inputs = new StringBuilder()
                .append(image.reference())
                .append('\n')
                .append(blueprint.contents().compose().sha256())
                .append('\n')
                .append(service.name())
                .append('\n');
        List<Integer> ports = service.hostPorts(variables);
        ports.forEach(port -> inputs.append("port ").append(port).append('\n'));
        blueprint
                .hub()
                .http()
                .address()
                .filter(_ -> !ports.isEmpty())
                .ifPresent(address -> inputs.append("address ").append(address).append('\n'));
        service.variables().stream()
                .filter(variables::containsKey)
                .forEach(name -> inputs.append("variable ")
                        .append(name)
                        .append('=')
                        .append(variables.get(name))
                        .append('\n'));
        for (String file : reads) {
            Resource resource = blueprint.require(HubFile.NAME, file, Resource.class);
            if (resource instanceof ManagedFile managed) {
                managed.fields()
                        .forEach((path, attribute) -> inputs.append(file)
                                .append(' ')
                                .append(path)
                                .append(' ')
                                .append(attribute.value().form())
                                .append(' ')
                                .append(attribute.value().text())
                                .append('\n'));
            }
        }
        return Sha256.of(inputs.toString()).substring(0, 16);
    }

    private static SortedMap<String, Attribute> setup(Blueprint blueprint, ComposedSetup composed) {
        SortedMap<String, Attribute> setup = new TreeMap<>();
        composed.values().forEach((path, value) -> setup.put(path, shipped(value)));
        composed.environment()
                .forEach((name, value) -> setup.put(
                        Environments.PATH + name,
                        shipped(Value.secret(blueprint.key().mac(Environments.quoted(value))))));
        for (String file : composed.environmentFiles()) {
            Resource resource = blueprint.require(HubFile.NAME, file, Resource.class);
            if (resource instanceof ManagedFile managed) {
                managed.fields().forEach((name, attribute) -> {
                    if (attribute.value().sensitive()) {
                        setup.put(Environments.PATH + name, shipped(attribute.value()));
                    }
                });
            } else {
                setup.put(Environments.PATH + HubFile.TOKEN_VARIABLE, shipped(Value.of(Environments.AS_IN_FILE)));
            }
        }
        return setup;
    }

    private static Attribute shipped(Value value) {
        return new Attribute(value.in(Unit.COMPOSED), Attribute.Source.SHIPPED, false);
    }

    private static ManagedFile environment(Blueprint blueprint, SortedMap<String, String> variables) {
        SortedMap<String, Attribute> fields = new TreeMap<>();
        StringBuilder lines = new StringBuilder();
        variables.forEach((name, value) -> {
            boolean spec = name.endsWith("_SPEC");
            fields.put(name, Attribute.consequence(value).in(spec ? Unit.INPUTS : Unit.NONE));
            lines.append(name).append('=').append(value).append('\n');
        });
        return new ManagedFile(
                blueprint.address(HubFile.NAME, HubFile.ENV),
                "0644",
                FileContent.of(lines.toString()),
                fields,
                List.of(Resource.Dependency.input(blueprint.address(Image.NAME, Image.HUB))));
    }

    @Override
    public void observe(Survey survey) {
        InspectedServices inspected = new InspectedServices(survey.facts());
        BuiltIds built = BuiltIds.of(survey.facts());
        survey.facts().docker().services().forEach((name, service) -> {
            SortedMap<String, Value> setup = inspected.setup(
                    survey.names().container(name), service.container().name());
            if (!service.container().running()) {
                // An engine tells no address of a container that does not run.
                survey.desired().all(Container.class).stream()
                        .filter(container -> container.address().name().equals(name))
                        .map(container -> container.setup().get(ComposedSetup.ADDRESS))
                        .filter(Objects::nonNull)
                        .forEach(address -> setup.putIfAbsent(ComposedSetup.ADDRESS, address.value()));
            }
            setup.forEach((path, value) -> survey.put(NAME, name, path, value.in(Unit.COMPOSED)));
            survey.put(NAME, name, "image", built.image(service.container()));
            survey.put(NAME, name, "spec", service.spec(), Unit.INPUTS);
            survey.put(NAME, name, STATE, state(service));
            List<Integer> ports = service.container().ports().stream()
                    .map(DockerObjects.Port::hostPort)
                    // Any free one, for the host alone.
                    .filter(port -> port != 0)
                    .sorted()
                    .distinct()
                    .toList();
            if (!ports.isEmpty()) {
                survey.put(NAME, name, "port", Container.text(ports));
            }
            if (name.equals(Certificates.SERVICE)) {
                Certificates.observed(survey.facts())
                        .ifPresent(state -> survey.put(NAME, name, Certificates.FIELD, state));
            }
        });
    }

    private static String state(DockerObjects.Service service) {
        boolean sick = service.container().running()
                && service.health().filter(UNHEALTHY::equals).isPresent();
        return sick ? UNHEALTHY : service.container().state();
    }

    @Override
    public Set<Reason> condition(SortedMap<String, Value> observed) {
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        Optional<String> state = Optional.ofNullable(observed.get(STATE)).map(Value::text);
        state.filter(UNHEALTHY::equals).ifPresent(_ -> reasons.add(Reason.SICK));
        Optional.ofNullable(observed.get(Certificates.FIELD))
                .map(Value::text)
                .filter(Certificates::sick)
                .ifPresent(_ -> reasons.add(Reason.SICK));
        state.filter(it -> !it.equals(Container.RUNNING) && !STARTABLE.contains(it))
                .ifPresent(_ -> reasons.add(Reason.STUCK));
        return reasons;
    }

    @Override
    public boolean restartsOn(Change other, boolean depends) {
        return (depends && (HubFile.drifted(other) || Volume.lostDatabase(other))) || HubFile.misleads(other);
    }

    @Override
    public boolean replaceable() {
        return true;
    }

    @Override
    public void operations(Work work) {
        new ServiceOperations(work).add();
    }

    @Override
    public Optional<String> impact(Change change, Desired desired, int servers) {
        return switch (change.verb()) {
            case UPDATE, REPLACE ->
                desired.find(change.address())
                        .map(Container.class::cast)
                        .map(container -> container.impact() + "; " + goOn(servers));
            case CREATE, DELETE, ADOPT, KEEP -> Optional.empty();
        };
    }

    private static String goOn(int servers) {
        return switch (servers) {
            case 0 -> "no server is running";
            case 1 -> "the running server goes on";
            default -> "the " + servers + " running servers go on";
        };
    }
}
