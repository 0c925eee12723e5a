package io.rlmprov.kinds.engine;

import io.rlmprov.config.Hub.DockerSpec;
import io.rlmprov.facts.EngineFacts;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Departure;
import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Resource;
import io.rlmprov.kinds.Survey;
import io.rlmprov.kinds.Work;
import io.rlmprov.kinds.trust.Trust;
import io.rlmprov.model.Action;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Change;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Docker with compose v2. It is installed only where none is usable; otherwise the host's own is adopted. */
public final class DockerEngine implements Kind {
    /** The kind's name. */
    public static final String NAME = "engine";

    /** The one engine of a host. */
    public static final String DOCKER = "docker";

    /** Of the kernel. */
    private static final String FORWARDING = "forwarding";

    /** By which containers reach others, and ports are published. */
    private static final String RULES = "rules";

    private static final Set<String> TRAFFIC = Set.of(FORWARDING, RULES);

    @Override
    public String name() {
        return NAME;
    }

    /** The engine of this host, which all that it makes depends on. */
    public static Address on(String host) {
        return new Address(host, NAME, DOCKER);
    }

    /**
     * A container engine with compose v2 that comes back after a reboot and, where the kernel has AppArmor on, finds its
     * parser.
     */
    public record Docker(Address address) implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            return new TreeMap<>(Map.of(
                    "server",
                    Attribute.config("ready"),
                    "compose",
                    Attribute.config("v2"),
                    "apparmor",
                    Attribute.config("usable"),
                    FORWARDING,
                    Attribute.config("on"),
                    RULES,
                    Attribute.config("in force"),
                    "at boot",
                    Attribute.config("started")));
        }

        @Override
        public List<Dependency> dependencies() {
            // Behind a gateway that inspects TLS, packages and images come only to a host that trusts it.
            return List.of(Dependency.order(new Address(address.host(), Trust.NAME, Trust.STORE)));
        }
    }

    /** The probe asks for the engine of every host. */
    @Override
    public List<String> probes() {
        return List.of();
    }

    @Override
    public List<Docker> desired(Blueprint blueprint) {
        return List.of(new Docker(blueprint.address(NAME, DOCKER)));
    }

    @Override
    public void observe(Survey survey) {
        EngineFacts engine = survey.facts().engine();
        if (engine.state() == EngineFacts.State.ABSENT) {
            return;
        }
        survey.put(
                NAME,
                DOCKER,
                "server",
                switch (engine.state()) {
                    case READY -> "ready";
                    case TOO_OLD ->
                        engine.server().filter(EngineFacts::oldServer).orElse("ready");
                    case STOPPED -> "stopped";
                    case FOREIGN -> "foreign";
                    case ABSENT -> "absent";
                });
        String compose = engine.compose()
                .map(version -> EngineFacts.oldCompose(version) ? version : "v2")
                .orElse("absent");
        survey.put(NAME, DOCKER, "compose", compose);
        HostFacts.Preflight system = survey.facts().preflight();
        boolean unusable = system.apparmor() && !system.apparmorParser();
        survey.put(NAME, DOCKER, "apparmor", unusable ? "no parser" : "usable");
        List<String> told = survey.facts().probe().lines("networks");
        survey.put(NAME, DOCKER, FORWARDING, told.contains("forwarding no") ? "off" : "on");
        survey.put(NAME, DOCKER, RULES, told.contains("rules no") ? "missing in the kernel" : "in force");
        survey.put(NAME, DOCKER, "at boot", engine.disabled() ? "not started" : "started");
    }

    @Override
    public Optional<String> stays(Address address, Departure departure) {
        return Optional.of("Docker itself stays");
    }

    @Override
    public void operations(Work work) {
        List<Change> changes = work.changes().of(NAME);
        if (changes.isEmpty()) {
            return;
        }
        if (changes.stream().anyMatch(DockerEngine::lacksRules)) {
            restore(work, changes);
        }
        if (changes.stream().allMatch(DockerEngine::onlyRules)) {
            return;
        }
        DockerSpec spec = work.hub().docker();
        Map<String, String> variables = Map.of(
                "INSTALL", spec.install().name().toLowerCase(Locale.ROOT),
                "REPOSITORY", spec.repository().orElse(""),
                "FINGERPRINT",
                        spec.repository().flatMap(_ -> spec.fingerprint()).orElse(""));
        work.graph()
                .add(Draft.of(
                                "install-docker",
                                "Installing Docker",
                                "Installed Docker",
                                new Action.Run(
                                        "install-docker.sh",
                                        variables,
                                        "Fix the problem that the package manager reports, or install Docker yourself."))
                        .making(changes));
    }

    private static boolean lacksRules(Change change) {
        return change.verb() == Change.Verb.UPDATE
                && change.fields().stream().anyMatch(field -> TRAFFIC.contains(field.path()));
    }

    private static boolean onlyRules(Change change) {
        return lacksRules(change) && change.fields().stream().allMatch(field -> TRAFFIC.contains(field.path()));
    }

    private static void restore(Work work, List<Change> changes) {
        boolean all = changes.stream()
                .flatMap(change -> change.fields().stream())
                .anyMatch(field -> field.path().equals(RULES));
        work.graph()
                .add(Draft.of(
                                "restore-rules",
                                "Restoring the engine's rules in the kernel",
                                "Restored the engine's rules in the kernel",
                                new Action.Run(
                                        "restore-rules.sh",
                                        Map.of("ALL", all ? "1" : ""),
                                        "On the host, \"systemctl restart docker\" restores them; it ends users' servers."))
                        .making(changes)
                        .after("install-docker"));
    }
}
