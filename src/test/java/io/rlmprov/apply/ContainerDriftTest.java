package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.model.Sha256;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A container is what the engine tells of it, not what its label says. */
class ContainerDriftTest {
    private static final String HUB = "rlmprov-rlm-class-hub";

    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator = new Operator(host);

    @BeforeEach
    void aHubThatRuns() {
        operator.apply();
    }

    @Test
    void whatDockerUpdateChanges() {
        change(it -> {
            object(it, "host").put("Memory", 64 << 20);
            object(object(it, "host"), "RestartPolicy").put("Name", "no");
        });
        assertMends("update service/hub Memory DRIFT", "update service/hub restart DRIFT");
    }

    @Test
    void moreRightsThanItShouldHave() {
        change(it -> {
            object(it, "host").put("Privileged", true).put("PidMode", "host").putNull("CapDrop");
            object(it, "host").putArray("MaskedPaths");
            it.withArray("mounts")
                    .addObject()
                    .put("Type", "bind")
                    .put("Source", "/")
                    .put("Destination", "/host");
        });
        assertMends(
                "update service/hub MaskedPaths DRIFT",
                "update service/hub PidMode DRIFT",
                "update service/hub cap_drop DRIFT",
                "update service/hub privileged DRIFT",
                "update service/hub volumes DRIFT");
    }

    @Test
    void anotherNetwork() {
        change(it -> object(it, "endpoints").remove("rlmprov-rlm-class"));
        assertMends("update service/hub mac_address DRIFT", "update service/hub networks DRIFT");
    }

    @Test
    void aNetworkThatIsGone() {
        change(it -> object(object(it, "endpoints"), "rlmprov-rlm-class").put("NetworkID", "0123"));
        assertMends("update service/hub networks DRIFT");
    }

    @Test
    void anotherEnvironment() {
        change(it -> {
            object(it, "environment").put("DOCKER_HOST", "tcp://198.51.100.7").put("PYTHONSTARTUP", "/tmp/x.py");
            object(it, "environment").put("CONFIGPROXY_AUTH_TOKEN", "00".repeat(32));
        });
        assertMends(
                "update service/hub environment.CONFIGPROXY_AUTH_TOKEN DRIFT",
                "update service/hub environment.DOCKER_HOST DRIFT",
                "update service/hub environment.PYTHONSTARTUP DRIFT");
    }

    @Test
    void anotherName() {
        FakeContainer hub = machine.docker.container(HUB).orElseThrow();
        machine.docker.remove(HUB);
        machine.docker.put(hub.named("mine"));
        assertMends("update service/hub container_name DRIFT");
        assertThat(machine.docker.container("mine")).isEmpty();
        assertThat(machine.docker.container(HUB)).isPresent();
    }

    @Test
    void anotherImageOfTheSameName() {
        change(it -> it.put("imageId", "sha256:00"));
        assertMends("replace service/hub image DRIFT");
    }

    @Test
    void anotherImageGetsTheNameOfOurs() {
        String reference = machine.docker.images().keySet().stream()
                .filter(it -> it.startsWith("rlm-singleuser:"))
                .findFirst()
                .orElseThrow();
        machine.docker.images().put(reference, new FakeDocker.Image("", 0, "sha256:00"));
        assertMends("update image/rlm-singleuser id DRIFT");
    }

    @Test
    void aSecondContainerOfAService() {
        machine.docker.put(machine.docker.container(HUB).orElseThrow().named("mine"));
        assertThat(HubYamlChangesTest.told(operator.plan()))
                .isNotEmpty()
                .allMatch(field -> field.startsWith("delete service/mine"));
        operator.apply();
        assertThat(machine.docker.container("mine")).isEmpty();
        assertThat(machine.docker.container(HUB)).isPresent();
        assertThat(operator.plan().changes()).isEmpty();
    }

    @Test
    void anotherTokenThanTheProxys() {
        machine.files.write(machine.file("proxy.env"), "CONFIGPROXY_AUTH_TOKEN=" + "ab".repeat(32) + "\n", "0600");
        assertMends(
                "update service/hub environment.CONFIGPROXY_AUTH_TOKEN DRIFT",
                "update service/proxy environment.CONFIGPROXY_AUTH_TOKEN DRIFT");
    }

    @Test
    void anotherLineBesideTheToken() {
        String token = machine.files.read(machine.file("proxy.env")).orElseThrow();
        machine.files.write(machine.file("proxy.env"), token + "NODE_OPTIONS=--inspect\n", "0600");
        assertMends(
                "update file/proxy.env token DRIFT",
                "update service/hub DRIFTED_INPUT",
                "update service/proxy DRIFTED_INPUT");
        assertThat(machine.files.read(machine.file("proxy.env"))).contains(token);
    }

    @Test
    void strangersWithOurLabelsAreLeftAlone() {
        FakeContainer stranger = FakeContainer.strangers("tool", "debian:trixie-slim", java.util.Optional.empty());
        machine.docker.put(labelled(stranger, Map.of("io.rlmprov.hub", "rlm-class", "io.rlmprov.user", "bob")));
        machine.docker.put(labelled(
                stranger.named("other"),
                Map.of("com.docker.compose.project", "rlmprov-rlm-class", "com.docker.compose.service", "hub")));
        assertThat(operator.plan().changes()).isEmpty();
        operator.add("welcome: Hello\n");
        operator.apply();
        assertThat(machine.docker.container("tool").orElseThrow().memory()).isZero();
        assertThat(machine.docker.container("other")).isPresent();
        assertThat(operator.plan().changes()).isEmpty();
    }

    @Test
    void aStrangerThatHasTheNameOfAServiceIsRefused() {
        machine.docker.remove(HUB);
        machine.docker.put(FakeContainer.strangers(HUB, "debian:trixie-slim", java.util.Optional.empty()));
        assertThatThrownBy(operator::plan)
                .hasMessageContaining("has the name rlmprov-rlm-class-hub")
                .isInstanceOf(RlmprovException.class);
    }

    @Test
    void aServerThatNobodyCanUseIsTold() {
        host.userLogsIn("bob");
        host.userLogsIn("eve");
        machine.docker.put(machine.docker.container("jupyter-bob").orElseThrow().inState("paused", ""));
        machine.docker.put(machine.docker
                .container("jupyter-eve")
                .orElseThrow()
                .made(it -> object(it, "endpoints").remove("rlmprov-rlm-class")));
        assertThat(operator.plan().changes()).isEmpty();
        assertThat(operator.plan().hosts().getFirst().notes())
                .anyMatch(note ->
                        note.startsWith("bob's server is paused") && note.contains("docker unpause jupyter-bob"))
                .anyMatch(note -> note.startsWith("eve's server is not on the users' network"));
    }

    @Test
    void aContainerThatSomebodyMadeAsOursIsMade() {
        for (String service : new String[] {"docker-proxy", "proxy"}) {
            machine.made.put(service, Sha256.of("rlmprov-rlm-class-" + service));
        }
        machine.made.put("hub", "0123");
        assertMends("update service/hub made by DRIFT");
    }

    @Test
    void aServerWithMoreRightsThanTheHubGivesIsTold() {
        host.userLogsIn("bob");
        server(it -> it.put("privileged", true)
                .putArray("mounts")
                .addObject()
                .put("Type", "bind")
                .put("Source", "/")
                .put("RW", true));
        assertThat(notes())
                .anyMatch(note -> note.startsWith("bob's server has more rights than the hub gives: it is privileged,")
                        && note.contains("it mounts /;")
                        && note.contains("docker rm -f jupyter-bob"));
    }

    @Test
    void aServerThatWasChangedOnTheHostIsTold() {
        host.userLogsIn("bob");
        server(it -> {
            it.put("pids", -1).put("restart", "always");
            object(it, "endpoints").putObject("bridge");
        });
        assertThat(notes())
                .containsOnlyOnce(
                        "bob's server was changed on the host; while it runs, this takes it back there: docker network"
                                + " disconnect bridge jupyter-bob; docker update --pids-limit 512 jupyter-bob; docker update"
                                + " --restart=no jupyter-bob");
    }

    @Test
    void aServerAsTheHubMakesItIsNotTold() {
        host.userLogsIn("bob");
        server(it -> it.putArray("mounts")
                .addObject()
                .put("Type", "volume")
                .put("Name", "jupyterhub-user-bob")
                .put("RW", true));
        assertThat(notes()).noneMatch(note -> note.startsWith("bob's server"));
    }

    private java.util.List<String> notes() {
        assertThat(operator.plan().changes()).isEmpty();
        return operator.plan().hosts().getFirst().notes();
    }

    /** As the hub makes it, except for this. */
    private void server(Consumer<ObjectNode> otherwise) {
        machine.docker.put(machine.docker.container("jupyter-bob").orElseThrow().made(it -> {
            it.put("privileged", false).put("pids", 512).put("restart", "no");
            it.putArray("capDrop").add("ALL");
            it.putArray("securityOpt").add("no-new-privileges:true");
            otherwise.accept(it);
        }));
    }

    private static FakeContainer labelled(FakeContainer it, Map<String, String> labels) {
        return new FakeContainer(
                it.name(),
                it.image(),
                it.state(),
                it.health(),
                it.network(),
                it.port(),
                new TreeMap<>(labels),
                0,
                0,
                0,
                it.inspected());
    }

    private void change(Consumer<ObjectNode> otherwise) {
        machine.docker.put(machine.docker.container(HUB).orElseThrow().made(otherwise));
    }

    private static ObjectNode object(ObjectNode node, String field) {
        return (ObjectNode) node.path(field);
    }

    private void assertMends(String... fields) {
        assertThat(HubYamlChangesTest.told(operator.plan())).containsExactlyInAnyOrder(fields);
        operator.apply();
        assertThat(operator.plan().changes()).isEmpty();
    }
}
