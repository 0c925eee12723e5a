package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.e2e.Command.Ended;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a hub of RLM-jupyter's own scripts to one of {@code setup.sh}, to one of rlmprov, and back: users keep their files
 * all the way, and their running servers where ours is not the first to touch them.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ByHandIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static LabHost host;
    private static Clone clone;
    private static Rlmprov rlmprov;
    private static HubYaml yaml;
    private static Optional<HubVisitor> ada = Optional.empty();
    private static Optional<Kernel> kernel = Optional.empty();

    @BeforeAll
    static void aHostWithAHubOfRlmJupyter() {
        host = LabHost.named("byhand")
                .withDocker()
                .withImagesOf(BareHostIT.BUILT)
                .up();
        if (host.root("docker image inspect debian:trixie-slim").exit() != 0) {
            Command.of("sh", "-c", "lab/host ssh byhand sudo docker load <$(lab/base-archive)")
                    .run()
                    .succeeded();
        }
        clone = new Clone(host)
                .with("HUB_NAME", "class")
                .with("USERS", "4")
                .with("MEM_LIMIT", "512M")
                .with("CPU_LIMIT", "0.5")
                .with("OPENAI_API_KEY", "sk-of-the-class");
        rlmprov = Rlmprov.on(host).with("CLASS_KEY", "sk-of-the-class");
        yaml = new HubYaml(folder.resolve("hub.yaml"), host.hubYaml("--name", "class"))
                .set("server", "memory: 512M", "cpu: 0.5")
                .set("keys", "OPENAI_API_KEY: ${env:CLASS_KEY}");
        // Its servers ran as root here, and had the volume at another path than ours.
        host.root("""
                        set -e
                        docker tag debian:trixie-slim rlm-singleuser:latest
                        docker network create rlm-jupyter_default
                        docker volume create jupyterhub-user-bob
                        docker run -d --init --name jupyterhub --network rlm-jupyter_default -p 8000:8000 \
                            debian:trixie-slim sleep infinity
                        docker create --name jupyter-cleo -v jupyterhub-user-bob:/home/jovyan rlm-singleuser:latest true
                        docker run -d --init --name jupyter-bob --network rlm-jupyter_default \
                            -v jupyterhub-user-bob:/home/jovyan rlm-singleuser:latest \
                            sh -c 'mkdir -m 700 /home/jovyan/old; echo "what bob wrote" >/home/jovyan/old/bob.txt; sleep infinity'
                        """).succeeded();
    }

    @AfterAll
    static void removeHost() {
        host.close();
    }

    @Test
    @Order(10)
    void whileTheOtherHubRunsSetupAndPlanSayHowToEndIt() {
        Ended setup = clone.setup();
        assertThat(setup.exit()).as(setup.out() + setup.err()).isEqualTo(1);
        assertThat(setup.err())
                .contains("docker stop jupyter-bob jupyter-cleo jupyterhub && docker rm jupyter-bob jupyter-cleo");

        Ended plan = rlmprov.plan(yaml.file());
        assertThat(plan.exit()).isEqualTo(1);
        assertThat(plan.err()).contains("Port 8000 is held by container jupyterhub", "Ask its users to save: bob.");
        String command = plan.err()
                .lines()
                .filter(line -> line.contains("sudo docker stop"))
                .collect(Collectors.joining());
        host.ssh(command.strip()).succeeded();
        assertThat(host.root("docker ps -aq").out()).isBlank();
        assertThat(rlmprov.plan(yaml.file()).out()).contains("volume jupyterhub-user-bob has no hub's label: adopted");
    }

    @Test
    @Order(20)
    void setupMakesAHubAndItsUsersFindTheirFiles() {
        Ended setup = clone.setup();
        assertThat(setup.exit()).as(setup.out() + setup.err()).isZero();
        assertThat(setup.out()).contains("The hub is at http://").doesNotContain("sk-of-the-class");
        try (HubVisitor bob = login("bob")) {
            bob.openServer(PATIENCE);
            assertThat(bob.read("old/bob.txt")).isEqualTo("what bob wrote\n");
            bob.save("old/bob.txt", "what bob wrote since");
            bob.stopServer();
        }
    }

    @Test
    @Order(30)
    void aUserWorksThere() {
        HubVisitor visitor = login("ada");
        ada = Optional.of(visitor);
        visitor.openServer(PATIENCE);
        visitor.save("mine.txt", "what ada wrote");
        Kernel started = visitor.startKernel();
        kernel = Optional.of(started);
        assertThat(started.execute("counted = 42\nimport os\nprint(os.environ['OPENAI_API_KEY'])")
                        .shown())
                .isEqualTo("sk-of-the-class");
    }

    @Test
    @Order(34)
    void whatTheCloneHasNoMoreIsNotThereAfterTheNextSetup() {
        String tags = "docker image ls --format '{{.Repository}}:{{.Tag}}' | grep ^rlm- | sort";
        String before = host.root(tags).out();
        clone.run("touch notebooks/old.ipynb images/hub/patches/old.txt");
        clone.setup().succeeded();
        assertThat(host.root("ls /opt/rlmprov/class/notebooks").out()).contains("old.ipynb");
        clone.run("rm notebooks/old.ipynb images/hub/patches/old.txt");
        clone.setup().succeeded();
        assertThat(host.root("find /opt/rlmprov/class -name 'old.*'").out()).isBlank();
        assertThat(host.root(tags).out()).isEqualTo(before);
    }

    @Test
    @Order(35)
    void setupAgainChangesTheRunningHubAndNobodysServer() {
        String before =
                host.root("docker ps -q --no-trunc --filter name=^jupyter-ada$").out();
        assertThat(ada.orElseThrow().isAdmin()).isFalse();
        Ended moved = clone.with("HTTP_PORT", "8080")
                .with("ADMINS", "'Ada,dora' # teachers")
                .setup();
        assertThat(moved.exit()).as(moved.out() + moved.err()).isZero();
        assertThat(moved.out()).contains(":8080").doesNotContain("Building");
        assertThat(host.root("docker port rlmprov-class-proxy").out()).contains("8080");
        Ended back = clone.with("HTTP_PORT", "8000 # as before")
                .with("OPENAI_API_KEY", "\"sk-of-june\" # since Monday")
                .setup();
        assertThat(back.exit()).as(back.out() + back.err()).isZero();
        assertThat(back.out()).doesNotContain("sk-of-june");

        ada.orElseThrow().awaitRoute(PATIENCE);
        Kernel reconnected = kernel.orElseThrow().reconnected();
        kernel = Optional.of(reconnected);
        assertThat(reconnected.execute("print(counted)").shown()).isEqualTo("42");
        assertThat(host.root("docker ps -q --no-trunc --filter name=^jupyter-ada$")
                        .out())
                .isEqualTo(before);
        assertThat(ada.orElseThrow().isAdmin()).isTrue();
        try (HubVisitor bob = login("bob")) {
            bob.openServer(PATIENCE);
            assertThat(bob.run("import os; print(os.environ['OPENAI_API_KEY'])").shown())
                    .isEqualTo("sk-of-june");
            bob.stopServer();
        }
        rlmprov = rlmprov.with("CLASS_KEY", "sk-of-june");
        yaml.set("users", "count: 4", "admins: [ada, dora]");
    }

    @Test
    @Order(40)
    void planAdoptsAllButTheHubsContainer() {
        PlanView plan = plan();
        Map<String, String> others = new TreeMap<>(plan.actions());
        assertThat(others.remove("service/hub")).isEqualTo("replace");
        assertThat(others.values()).containsOnly("adopt");
        assertThat(others.keySet())
                .contains(
                        "directory/images/hub",
                        "directory/notebooks",
                        "engine/docker",
                        "file/secrets.env",
                        "file/settings.json",
                        "image/rlm-hub",
                        "image/rlm-singleuser",
                        "network/rlmprov-class",
                        "service/proxy",
                        "volume/rlmprov-class-hub");
        assertThat(plan.fields()).containsExactly("service/hub spec consequence");
        Ended shown = rlmprov.plan(yaml.file());
        assertThat(shown.out()).contains("  = service/proxy", "-/+ service/hub", "1 to replace");
    }

    @Test
    @Order(50)
    void applyLeavesARunningKernelWithItsConnectionAndBuildsNothing() {
        String before = host.root("docker image ls -q --no-trunc | sort -u").out();
        Ended applied = rlmprov.apply(yaml.file(), "--yes");
        assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
        assertThat(applied.out()).contains("Apply complete.").doesNotContain("Building image");
        assertThat(host.root("docker image ls -q --no-trunc | sort -u").out()).isEqualTo(before);
        assertThat(plan().actions()).isEmpty();

        assertThat(kernel.orElseThrow().execute("print(counted)").shown()).isEqualTo("42");
        assertThat(ada.orElseThrow().hasServer()).isTrue();
        assertThat(ada.orElseThrow().read("mine.txt")).isEqualTo("what ada wrote");
    }

    @Test
    @Order(60)
    void destroyPurgeCountsTheFilesThatTheOtherHubLeft() {
        Ended refused = rlmprov.typing("no").destroy(yaml.file(), "--purge");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out()).contains("Data of 2 users", "jupyterhub-user-bob", "jupyterhub-user-ada");
        assertThat(ada.orElseThrow().hasServer()).isTrue();
    }

    @Test
    @Order(70)
    void teardownKeepsTheFilesAndSetupFindsThem() {
        kernel.orElseThrow().close();
        ada.orElseThrow().close();
        Ended down = clone.teardown("class");
        assertThat(down.exit()).as(down.out() + down.err()).isZero();
        assertThat(host.root("docker ps -aq").out()).isBlank();
        assertThat(volumes()).contains("jupyterhub-user-ada", "jupyterhub-user-bob", "rlmprov-class-hub");

        Ended setup = clone.setup();
        assertThat(setup.exit()).as(setup.out() + setup.err()).isZero();
        try (HubVisitor again = login("ada")) {
            again.openServer(PATIENCE);
            assertThat(again.read("mine.txt")).isEqualTo("what ada wrote");
        }
    }

    @Test
    @Order(80)
    void teardownPurgeAsksForTheNameAndLeavesNothingOfOurs() {
        Ended refused = clone.teardown("--purge class </dev/null");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out()).contains("jupyterhub-user-bob", "Type the name of the hub");
        assertThat(volumes()).contains("jupyterhub-user-ada");

        Ended purged = clone.teardown("--purge --yes class");
        assertThat(purged.exit()).as(purged.out() + purged.err()).isZero();
        assertThat(volumes()).isEmpty();
        assertThat(host.root("docker ps -aq; docker network ls -q --filter name=rlmprov")
                        .out())
                .isBlank();
        assertThat(host.root("ls -d /opt/rlmprov /var/lib/rlmprov /usr/local/share/ca-certificates/rlmprov-*")
                        .out())
                .isBlank();
        assertThat(host.root("docker image ls --format '{{.Repository}}:{{.Tag}}'")
                        .out()
                        .lines())
                .containsExactlyInAnyOrder("debian:trixie-slim", "rlm-singleuser:latest");
    }

    private static PlanView plan() {
        Ended plan = rlmprov.plan(yaml.file(), "--json");
        assertThat(plan.exit()).as(plan.err()).isZero();
        return PlanView.parse(plan.out());
    }

    private static Set<String> volumes() {
        return host.root("docker volume ls -q").out().lines().collect(Collectors.toSet());
    }

    private static HubVisitor login(String user) {
        return HubVisitor.login(host.url(), user, "");
    }
}
