package io.rlmprov.facts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rlmprov.desired.Address;
import io.rlmprov.desired.Address.Kind;
import io.rlmprov.desired.FileContent;
import io.rlmprov.desired.Leaves;
import io.rlmprov.desired.Names;
import io.rlmprov.desired.RunningServer;
import io.rlmprov.desired.StackEnv;
import io.rlmprov.desired.Value;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns the facts of a host into attribute trees: the twin of {@code DesireHub}, from the other side. */
public final class Observation {
    /** As strict as the hub, which reads no settings with something behind them. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final List<String> FOLDERS = List.of("images/hub", "images/singleuser", "notebooks");

    private final String host;
    private final Names names;
    private final HostFacts facts;
    private final SortedMap<Address, SortedMap<String, Value>> resources = new TreeMap<>();

    /**
     * Of one host.
     *
     * @param host how addresses name it
     */
    public Observation(String host, Names names, HostFacts facts) {
        this.host = host;
        this.names = names;
        this.facts = facts;
    }

    /** All resources that exist and could be ours. */
    public Observed observed() {
        trust();
        engine();
        FOLDERS.forEach(this::folder);
        settings();
        plainFile("compose.yaml");
        plainFile("firewall.nft");
        plainFile(StackEnv.NAME);
        new UnknownFiles(names, facts, FOLDERS)
                .byPath()
                .forEach((path, type) -> put(Kind.FILE, path, "not rlmprov's", type));
        secrets();
        proxyToken();
        key();
        new ObservedImages(facts).tags().forEach((name, tag) -> put(Kind.IMAGE, name, "tag", tag));
        facts.docker().network().ifPresent(network -> put(Kind.NETWORK, network.name(), "driver", network.driver()));
        volume(names.hubVolume());
        firewall();
        facts.docker().services().values().forEach(this::service);
        facts.docker().servers().values().forEach(this::server);
        return new Observed(resources);
    }

    /** The same with all volumes of users' files, which only destroy speaks of. */
    public Observed observedWithUserData() {
        observed();
        facts.docker().volumes().values().stream()
                .filter(DockerObjects.Volume::ofUser)
                .forEach(volume -> volume(volume.name()));
        return new Observed(resources);
    }

    /** The servers of users that run now. */
    public List<RunningServer> runningServers() {
        return running().stream()
                .map(server -> new RunningServer(
                        user(server),
                        server.container().name(),
                        server.limits().memory(),
                        server.used().orElse(0L)))
                .toList();
    }

    private List<DockerObjects.Server> running() {
        return facts.docker().servers().values().stream()
                .filter(server -> server.container().running())
                .toList();
    }

    private static String user(DockerObjects.Server server) {
        return server.user().orElseGet(() -> server.container().name().replaceFirst("^jupyter-", ""));
    }

    private void trust() {
        String prefix = names.project() + "-";
        facts.trust().forEach((file, certificate) -> {
            String name = file.startsWith(prefix) ? file.substring(prefix.length()) : file;
            String taken = certificate.taken() ? "" : " not in the bundle";
            put(Kind.TRUST, "host", name, FileContent.mark(certificate.sha256(), false) + taken);
        });
    }

    private void engine() {
        EngineFacts engine = facts.engine();
        if (engine.state() == EngineFacts.State.ABSENT) {
            return;
        }
        String server = switch (engine.state()) {
            case READY -> "ready";
            case TOO_OLD -> engine.server().filter(EngineFactsParser::oldServer).orElse("ready");
            case STOPPED -> "stopped";
            case FOREIGN -> "foreign";
            case ABSENT -> "absent";
        };
        put(Kind.ENGINE, "docker", "server", server);
        String compose = engine.compose()
                .map(version -> EngineFactsParser.oldCompose(version) ? version : "v2")
                .orElse("absent");
        put(Kind.ENGINE, "docker", "compose", compose);
        HostFacts.Preflight system = facts.preflight();
        put(Kind.ENGINE, "docker", "apparmor", system.apparmor() && !system.apparmorParser() ? "no parser" : "usable");
        put(Kind.ENGINE, "docker", "at boot", engine.disabled() ? "not started" : "started");
    }

    private void folder(String name) {
        new ObservedFolder(names, facts.files(), name)
                .fields()
                .forEach((path, value) -> put(Kind.DIRECTORY, name, path, value));
    }

    private void settings() {
        facts.settings().ifPresent(text -> {
            try {
                JsonNode document = JSON.readTree(text);
                Leaves.of(document).forEach((path, value) -> put(Kind.FILE, "settings.json", path, value));
            } catch (JsonProcessingException e) {
                put(Kind.FILE, "settings.json", "content", "not JSON");
            }
            modeAndOwner("settings.json");
        });
    }

    private void plainFile(String name) {
        Optional.ofNullable(facts.files().get(name)).ifPresent(file -> {
            put(
                    Kind.FILE,
                    name,
                    "content",
                    file.sha256().map(sha -> FileContent.mark(sha, false)).orElse("?"));
            modeAndOwner(name);
        });
    }

    private void secrets() {
        if (!facts.files().containsKey("secrets.env")) {
            return;
        }
        modeAndOwner("secrets.env");
        facts.secrets()
                .forEach((name, mac) -> put(Kind.FILE, "secrets.env", name, Value.secret(mac.orElse("unknown"))));
        facts.malformedSecrets().forEach(line -> put(Kind.FILE, "secrets.env", "line " + line, "malformed"));
    }

    private void proxyToken() {
        Optional.ofNullable(facts.files().get("proxy.env")).ifPresent(_ -> {
            modeAndOwner("proxy.env");
            boolean good = facts.proxyToken() == HostFacts.ProxyToken.GOOD;
            put(Kind.FILE, "proxy.env", "token", good ? "generated" : "malformed");
        });
    }

    private void key() {
        Optional.ofNullable(facts.stateFiles().get("key")).ifPresent(file -> {
            modeAndOwner("key", file);
            put(Kind.FILE, "key", "key", facts.key().isPresent() ? "generated" : "malformed");
            put(Kind.FILE, "key", "folder", ObservedFolder.modes(facts.stateFiles(), "."));
        });
    }

    private void modeAndOwner(String name) {
        Optional.ofNullable(facts.files().get(name)).ifPresent(file -> modeAndOwner(name, file));
    }

    private void modeAndOwner(String name, HostFacts.FileFact file) {
        put(Kind.FILE, name, "mode", file.type() == HostFacts.FileFact.Type.FILE ? file.mode() : "not a regular file");
        put(Kind.FILE, name, "owner", file.owner());
    }

    private void firewall() {
        facts.firewall().forEach((part, state) -> {
            boolean yes = state.equals("yes");
            switch (part) {
                case "source" -> put(Kind.FIREWALL, "servers", "rules", FileContent.mark(state, false));
                case "boot" -> put(Kind.FIREWALL, "servers", "at boot", yes ? "loaded" : "not loaded");
                case "network" -> put(Kind.FIREWALL, "servers", "network", yes ? "the hub's" : "another one");
                default -> put(Kind.FIREWALL, "servers", part, state.replace('-', ' '));
            }
        });
    }

    private void volume(String name) {
        Optional.ofNullable(facts.docker().volumes().get(name))
                .ifPresent(volume -> put(Kind.VOLUME, name, "driver", volume.driver()));
    }

    private void service(DockerObjects.Service service) {
        put(Kind.SERVICE, service.name(), "image", service.container().image());
        put(Kind.SERVICE, service.name(), "spec", service.spec());
        boolean sick = service.container().running()
                && service.health().filter("unhealthy"::equals).isPresent();
        put(
                Kind.SERVICE,
                service.name(),
                "state",
                sick ? "unhealthy" : service.container().state());
        port(service.container().ports()).ifPresent(port -> put(Kind.SERVICE, service.name(), "port", port));
    }

    private static Optional<Integer> port(Collection<DockerObjects.Port> ports) {
        return ports.stream().map(DockerObjects.Port::hostPort).findFirst();
    }

    private void server(DockerObjects.Server server) {
        if (server.container().running()) {
            put(Kind.SERVER, user(server), "memory", server.limits().memory());
            put(Kind.SERVER, user(server), "cpu", server.limits().cpu());
        }
    }

    private void put(Kind kind, String name, String path, Object value) {
        put(kind, name, path, Value.of(value));
    }

    private void put(Kind kind, String name, String path, Value value) {
        resources.computeIfAbsent(address(kind, name), _ -> new TreeMap<>()).put(path, value);
    }

    private Address address(Kind kind, String name) {
        return new Address(host, kind, name);
    }
}
