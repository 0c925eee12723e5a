package io.rlmprov.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlmprov.apply.ScriptRun.Meaning;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Compose and the hub on a fake host: what start-stack.sh and check-server.sh mean, and how a user gets a server. */
final class StackScripts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeMachine machine;
    private final FakeDocker docker;

    StackScripts(FakeMachine machine) {
        this.machine = machine;
        this.docker = machine.docker;
    }

    Map<String, Meaning> meanings() {
        return Map.of("start-stack.sh", this::startStack, "check-server.sh", this::checkServer);
    }

    private void startStack(ScriptRun run) {
        String image = run.get("HUB_IMAGE");
        String hub = run.get("HUB");
        int port = Integer.parseInt(run.get("HTTP_PORT"));
        StringBuilder env = new StringBuilder();
        env.append("HUB_NAME=").append(hub).append('\n');
        env.append("HUB_DIR=").append(machine.names.directory()).append('\n');
        for (String name : new String[] {"HUB_IMAGE", "HTTP_PORT", "HUB_SPEC", "PROXY_SPEC", "ENGINE_SPEC"}) {
            env.append(name).append('=').append(run.get(name)).append('\n');
        }
        machine.files.write(machine.file(".env"), env.toString(), "0644");
        run.require(machine.files.exists(machine.file("compose.yaml")), "no configuration file provided");
        run.require(machine.files.exists(machine.file("proxy.env")), "env file proxy.env not found");
        run.require(docker.networks().containsKey("rlmprov-" + hub), "network could not be found");
        run.require(docker.volumes().containsKey("rlmprov-" + hub + "-hub"), "external volume not found");
        run.require(docker.images().containsKey(image), "No such image: " + image);
        run.require(!machine.listening.containsKey(port), "port is already allocated");
        up(service(hub, "engine", image, Optional.empty(), run.get("ENGINE_SPEC")));
        up(service(hub, "proxy", image, Optional.of(port), run.get("PROXY_SPEC")));
        up(service(hub, "hub", image, Optional.empty(), run.get("HUB_SPEC")));
        docker.containers(it -> it.label("com.docker.compose.project").equals("rlmprov-" + hub))
                .forEach(it -> run.require(
                        it.running() && it.health().equals("healthy"), "The hub did not answer within 120 seconds."));
        run.require(settings().isPresent(), "the hub did not start: settings.json");
    }

    private static FakeContainer service(
            String hub, String service, String image, Optional<Integer> port, String spec) {
        Map<String, String> labels = new TreeMap<>(Map.of("io.rlmprov.hub", hub, "io.rlmprov.spec", spec));
        labels.put("com.docker.compose.project", "rlmprov-" + hub);
        labels.put("com.docker.compose.service", service);
        return FakeContainer.service("rlmprov-" + hub, service, image, port, labels);
    }

    /** {@code docker compose up}: makes anew what is defined otherwise, starts what has ended, leaves the rest alone. */
    private void up(FakeContainer defined) {
        Optional<FakeContainer> there = docker.container(defined.name())
                .filter(it -> it.image().equals(defined.image()))
                .filter(it -> it.port().equals(defined.port()))
                .filter(it -> it.labels().equals(defined.labels()));
        boolean startable = there.filter(
                        it -> it.state().equals("exited") || it.state().equals("created"))
                .isPresent();
        if (there.isEmpty() || startable) {
            docker.put(defined);
        }
    }

    private void checkServer(ScriptRun run) {
        run.require(docker.installed(), "docker: not found");
        boolean hub = docker.container("rlmprov-" + run.get("HUB") + "-hub")
                .filter(FakeContainer::running)
                .isPresent();
        run.require(hub, "the hub's container does not run");
        JsonNode server = settings().orElseThrow().path("server");
        long running = docker.containers(it -> !it.label("io.rlmprov.user").isEmpty() && it.running())
                .size();
        if (running >= server.path("active").asInt()) {
            run.say("not tried: all places are taken");
            return;
        }
        String image = server.path("image").asText();
        run.require(docker.images().containsKey(image), "No such image: " + image);
        run.say("ok 3.2s");
    }

    /** The hub starts a server for a user, as settings.json says. */
    void login(String user) {
        JsonNode server = settings().orElseThrow().path("server");
        docker.addVolume("jupyterhub-user-" + user, Map.of("io.rlmprov.hub", machine.names.hub()));
        docker.put(FakeContainer.server(
                user,
                server.path("image").asText(),
                machine.names.project(),
                machine.names.hub(),
                server.path("memory").asLong(),
                server.path("cpu").asDouble()));
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
