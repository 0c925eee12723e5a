package io.rlmprov.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.apply.ScriptRun.Meaning;
import io.rlmprov.config.YamlFile;
import io.rlmprov.model.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Compose and the hub on a fake host: what start-stack.sh and check-server.sh mean, and how a user gets a server. */
final class StackScripts {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whose server rlmprov-check starts. */
    private static final String TEST_USER = "rlmprov-2dcheck";

    private final FakeMachine machine;
    private final FakeDocker docker;

    StackScripts(FakeMachine machine) {
        this.machine = machine;
        this.docker = machine.docker;
    }

    Map<String, Meaning> meanings() {
        return Map.of(
                "start-stack.sh", this::startStack,
                "await-certificate.sh", this::awaitCertificate,
                "set-aside-certificates.sh", this::setAsideCertificates,
                "check-server.sh", this::checkServer,
                "reread.sh", this::reread);
    }

    private void startStack(ScriptRun run) {
        String hub = run.get("HUB");
        run.require(docker.answers(), "Cannot connect to the Docker daemon");
        Map<String, String> env = environment();
        String image = env.getOrDefault("HUB_IMAGE", "");
        String compose = machine.files.read(machine.file("compose.yaml")).orElse("");
        run.require(!compose.isEmpty(), "no configuration file provided");
        run.require(machine.files.exists(machine.file("proxy.env")), "env file proxy.env not found");
        run.require(docker.networks().containsKey("rlmprov-" + hub), "network could not be found");
        run.require(docker.volumes().containsKey("rlmprov-" + hub + "-hub"), "external volume not found");
        run.require(docker.images().containsKey(image), "No such image: " + image);
        boolean first = run.isOne("FIRST");
        List<String> services = new ArrayList<>();
        List<String> profiles = List.of(env.getOrDefault("COMPOSE_PROFILES", "").split(",", -1));
        JsonNode document = YamlFile.read("compose.yaml", compose);
        document.path("services").properties().forEach(service -> {
            JsonNode needs = service.getValue().path("profiles");
            if (!needs.isEmpty() && !profiles.contains(needs.path(0).asText())) {
                return;
            }
            if (first && !run.get("SERVICES").equals(service.getKey())) {
                return;
            }
            services.add(service.getKey());
            String spec =
                    env.getOrDefault(variable(service.getValue().path("labels").path("io.rlmprov.spec")), "");
            Optional<Integer> port = Optional.of(
                            variable(service.getValue().path("ports").path(0)))
                    .filter(env::containsKey)
                    .map(env::get)
                    .filter(text -> text.matches("[0-9]+"))
                    .map(Integer::valueOf);
            run.require(port.filter(machine.listening::containsKey).isEmpty(), "port is already allocated");
            String own = env.getOrDefault(variable(service.getValue().path("image")), image);
            run.require(docker.images().containsKey(own), "No such image: " + own);
            FakeInspection made =
                    new FakeInspection(service.getKey(), service.getValue(), document, text -> substituted(text, env));
            ObjectNode inspected = made.told();
            inspected.put(
                    "imageId", Objects.requireNonNull(docker.images().get(own)).id());
            ObjectNode environment = inspected.putObject("environment");
            made.environment(token()).forEach(environment::put);
            up(service(hub, service.getKey(), own, port, spec, inspected));
            machine.made.replace(service.getKey(), Sha256.of("rlmprov-" + hub + "-" + service.getKey()));
        });
        if (first) {
            return;
        }
        removeOrphans(hub, services);
        made(hub)
                .forEach(it -> run.require(
                        it.running() && it.health().equals("healthy"), "The hub did not answer within 120 seconds."));
        run.require(settings().isPresent(), "the hub did not start: settings.json");
    }

    private void awaitCertificate(ScriptRun run) {
        run.require(
                docker.container("rlmprov-" + run.get("HUB") + "-tls")
                        .filter(FakeContainer::running)
                        .isPresent(),
                "Caddy does not run.");
        machine.expired = false;
        machine.certified |= machine.certificates;
        run.require(machine.certified, "There is no certificate for hub.example.org after 100 seconds.");
    }

    private void setAsideCertificates(ScriptRun run) {
        run.require(run.words("FOLDERS").length > 0, "no folder");
        run.require(
                docker.container("rlmprov-" + run.get("HUB") + "-tls").isEmpty(), "Caddy runs, and would not see it");
        machine.kept = "renewed.pem";
        machine.paired = true;
    }

    /** {@code HTTP_PORT} of {@code ${HTTP_PORT}:8000}. */
    private static String variable(JsonNode text) {
        Matcher matcher = Pattern.compile("\\$\\{([A-Z_]+)(?::?-[^}]*)?}").matcher(text.asText());
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String substituted(String text, Map<String, String> env) {
        return Pattern.compile("\\$\\{([A-Z_]+)(?::?-([^}]*))?}")
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(env.getOrDefault(
                        match.group(1), Optional.ofNullable(match.group(2)).orElse(""))));
    }

    private Map<String, String> token() {
        Map<String, String> variables = new TreeMap<>();
        machine.files
                .read(machine.file("proxy.env"))
                .orElse("")
                .lines()
                .forEach(line -> variables.put(line.split("=", 2)[0], line.split("=", 2)[1]));
        return variables;
    }

    private Map<String, String> environment() {
        return machine.files
                .read(machine.file(".env"))
                .orElse("")
                .lines()
                .collect(Collectors.toMap(line -> line.split("=", 2)[0], line -> line.split("=", 2)[1]));
    }

    private void removeOrphans(String hub, List<String> services) {
        made(hub).stream()
                .filter(it -> !services.contains(it.label("com.docker.compose.service")))
                .forEach(it -> docker.remove(it.name()));
    }

    /** What compose takes for its own. */
    private List<FakeContainer> made(String hub) {
        return docker.containers(it -> it.label("com.docker.compose.project").equals("rlmprov-" + hub)
                && !it.label("com.docker.compose.config-hash").isEmpty());
    }

    private FakeContainer service(
            String hub, String service, String image, Optional<Integer> port, String spec, ObjectNode inspected) {
        Map<String, String> labels = new TreeMap<>(Map.of("io.rlmprov.hub", hub, "io.rlmprov.spec", spec));
        labels.put("com.docker.compose.project", "rlmprov-" + hub);
        labels.put("com.docker.compose.service", service);
        labels.put("com.docker.compose.config-hash", Sha256.of(spec + image + port));
        if (service.equals("tls")) {
            docker.addVolume("rlmprov-" + hub + "-tls", Map.of("io.rlmprov.hub", hub));
            labels.put("fake.ports", "80,443");
        } else if (service.equals("proxy") && port.isEmpty()) {
            // HTTP_PORT has no port: any free one, for the host alone.
            labels.put("fake.own-port", "8000");
        }
        return FakeContainer.service("rlmprov-" + hub, service, image, port, labels, inspected);
    }

    /**
     * {@code docker compose up}: recreates what is defined otherwise, starts what has ended, leaves the rest alone. It knows a
     * container by its labels, not by its name or by how it is.
     */
    private void up(FakeContainer defined) {
        Optional<FakeContainer> there = docker.containers(it -> it.labels().equals(defined.labels())).stream()
                .findFirst()
                .filter(it -> it.image().equals(defined.image()))
                .filter(it -> it.port().equals(defined.port()));
        boolean startable = there.filter(
                        it -> it.state().equals("exited") || it.state().equals("created"))
                .isPresent();
        if (there.isEmpty() || startable) {
            docker.put(defined);
        }
    }

    private void reread(ScriptRun run) {
        run.require(
                docker.container(run.get("CONTAINER"))
                        .filter(FakeContainer::running)
                        .isPresent(),
                "No such container");
        run.require(!run.lines("COMMAND").isEmpty(), "no command");
    }

    private void checkServer(ScriptRun run) {
        run.require(docker.answers(), "Cannot connect to the Docker daemon");
        boolean hub = docker.container("rlmprov-" + run.get("HUB") + "-hub")
                .filter(FakeContainer::running)
                .isPresent();
        run.require(hub, "the hub's container does not run");
        // What a check that was killed has left.
        if (docker.container("jupyter-" + TEST_USER).isPresent()) {
            docker.remove("jupyter-" + TEST_USER);
        }
        if (docker.volumes().containsKey("jupyterhub-user-" + TEST_USER)) {
            docker.removeVolume("jupyterhub-user-" + TEST_USER);
        }
        JsonNode server = settings().orElseThrow().path("server");
        long running = docker.containers(it -> !it.label("io.rlmprov.user").isEmpty() && it.running())
                .size();
        if (running >= server.path("active").asInt()) {
            run.say("==> done: Started no test user's server: all places are taken");
            return;
        }
        String image = server.path("image").asText();
        run.require(docker.images().containsKey(image), "No such image: " + image);
        login(TEST_USER, "");
        docker.remove("jupyter-" + TEST_USER);
        docker.removeVolume("jupyterhub-user-" + TEST_USER);
        machine.files.write(machine.state("proven"), "time 1763892000\nboot same\nengine same\n", "0600");
    }

    /** The hub starts a server for a user, as settings.json says. */
    void login(String user, String profile) {
        JsonNode server = settings().orElseThrow().path("server");
        JsonNode limits = profile.isEmpty()
                ? server
                : settings().orElseThrow().path("profiles").path(profile);
        docker.addVolume("jupyterhub-user-" + user, Map.of("io.rlmprov.hub", machine.names.hub()));
        docker.put(FakeContainer.server(
                user,
                profile,
                server.path("image").asText(),
                machine.names.project(),
                machine.names.hub(),
                limits.path("memory").asLong(),
                limits.path("cpu").asDouble()));
    }

    private Optional<JsonNode> settings() {
        return machine.files.read(machine.file("settings.json")).map(text -> {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
