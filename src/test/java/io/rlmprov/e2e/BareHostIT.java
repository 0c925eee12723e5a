package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.rlmprov.e2e.Command.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of a hub, on a host that has nothing but sshd: each test goes on where the one before it ended, as an operator
 * does.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BareHostIT {
    /** Images that this test builds; later tests start with them. */
    static final String BUILT = "built";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String LIMIT = """
            import pathlib
            one, two = map(pathlib.Path, (
                "/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory.max"))
            print(int((one if one.exists() else two).read_text()) // 2**20)
            """;

    @TempDir
    static Path folder;

    private static LabHost host;
    private static Rlmprov rlmprov;
    private static HubYaml yaml;

    @BeforeAll
    static void makeHost() throws IOException {
        host = LabHost.named("bare").up();
        rlmprov = Rlmprov.on(host).with("CLASS_KEY", "sk-of-the-class");
        yaml = new HubYaml(folder.resolve("hub.yaml"), host.hubYaml("--name", "class"));
        yaml.set("keys", "OPENAI_API_KEY: ${env:CLASS_KEY}");
        Files.createDirectory(folder.resolve("notebooks"));
        notebook("first");
        yaml.setTop("notebooks", "notebooks");
    }

    @AfterAll
    static void removeHost() {
        host.close();
    }

    private static void notebook(String word) throws IOException {
        Files.writeString(
                folder.resolve("notebooks/Hello.ipynb"),
                "{\"cells\":[],\"metadata\":{\"word\":\"%s\"},\"nbformat\":4,\"nbformat_minor\":5}\n".formatted(word));
    }

    @Test
    @Order(10)
    void planOnABareHostCreatesEverything() {
        PlanView plan = plan();
        assertThat(plan.actions().values()).containsOnly("create");
        assertThat(plan.actions().keySet())
                .contains(
                        "engine/docker",
                        "directory/notebooks",
                        "file/settings.json",
                        "file/secrets.env",
                        "image/rlm-hub",
                        "image/rlm-singleuser",
                        "network/rlmprov-class",
                        "volume/rlmprov-class-hub",
                        "firewall/servers",
                        "service/docker-proxy",
                        "service/hub",
                        "service/proxy");
        assertThat(host.root("command -v docker; ls /opt /var/lib").out()).doesNotContain("bin/docker", "rlmprov");
    }

    @Test
    @Order(20)
    void applyIsNotDoneWithoutAYes() {
        Ended refused = rlmprov.typing("y").apply(yaml.file());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("Not confirmed; nothing was changed.");
        assertThat(host.root("ls /opt").out()).doesNotContain("rlmprov");
    }

    @Test
    @Order(30)
    void applyMakesAHub() {
        Ended applied = rlmprov.typing("yes").apply(yaml.file());
        assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
        assertThat(applied.out()).contains("Installed Docker", "Built image rlm-singleuser", "Apply complete.");
        assertThat(applied.out() + applied.err()).doesNotContain("sk-of-the-class");
        host.saveImagesAs(BUILT);
        // Saving stops Docker for a second.
        HubVisitor.awaitHub(host.url(), PATIENCE);
    }

    @Test
    @Order(40)
    void thenThereIsNothingToDoAndSeeingThatIsOneExec() {
        Ended plan = rlmprov.plan(yaml.file(), "--debug", "--detailed-exitcode");
        assertThat(plan.exit()).as(plan.out()).isZero();
        assertThat(plan.out()).contains("No changes.");
        assertThat(plan.err()).contains("connections=1, channels=1, execs=1");
        // Docker started after the last proof, as the images were saved, so that an apply walks the path of a user,
        // too.
        Ended apply = rlmprov.apply(yaml.file(), "--debug");
        assertThat(apply.exit()).as(apply.out() + apply.err()).isZero();
        assertThat(apply.err()).contains("Checking the path of a user", "connections=1, channels=2, execs=2");
    }

    @Test
    @Order(50)
    void aUserRunsTheLibraryWithTheKeyAndWithinTheLimit() {
        try (HubVisitor ada = login("ada", "")) {
            ada.openServer(PATIENCE);
            Execution run = ada.run("import rlm, os\nprint(rlm.RLM.__name__, os.environ['OPENAI_API_KEY'])");
            assertThat(run.error()).isEmpty();
            assertThat(run.shown()).isEqualTo("RLM sk-of-the-class");
            assertThat(ada.run(LIMIT).shown()).isEqualTo("512");
            assertThat(ada.read("Hello.ipynb")).contains("first");
            ada.save("mine.txt", "what ada wrote");
        }
    }

    @Test
    @Order(60)
    void anIdleServerIsStoppedAndItsFilesAreThereAtTheNextLogin() {
        yaml.set("idle", "timeout: 20s", "check-every: 5s");
        assertThat(plan().fields())
                .containsExactlyInAnyOrder(
                        "file/settings.json idle.checkEvery config",
                        "file/settings.json idle.timeout config",
                        "service/hub spec consequence");
        try (HubVisitor ada = login("ada", "")) {
            applied();
            Instant end = Instant.now().plus(PATIENCE);
            while (ada.hasServer() && Instant.now().isBefore(end)) {
                sleep(Duration.ofSeconds(2));
            }
            assertThat(ada.hasServer()).as("idle for longer than 20 s").isFalse();
            yaml.set("idle", "timeout: 1h");
            applied();
            ada.openServer(PATIENCE);
            assertThat(ada.read("mine.txt")).isEqualTo("what ada wrote");
        }
    }

    @Test
    @Order(70)
    void moreUsersWithTheSameLimitsChangeNothing() {
        yaml.set("users", "count: 6");
        assertThat(plan().fields()).isEmpty();
    }

    @Test
    @Order(75)
    void aServerGoesOnWhileTheHubRestarts() {
        yaml.setTop("welcome", "Hello");
        assertThat(plan().fields())
                .containsExactlyInAnyOrder("file/settings.json welcome config", "service/hub spec consequence");
        try (HubVisitor ada = login("ada", "")) {
            ada.openServer(PATIENCE);
            applied();
            assertThat(ada.hasServer())
                    .as("the server goes on while the hub restarts")
                    .isTrue();
        }
    }

    @Test
    @Order(80)
    void anotherMemoryLimitReachesARunningKernel() {
        try (HubVisitor ada = login("ada", "")) {
            ada.openServer(PATIENCE);
            try (Kernel kernel = ada.startKernel()) {
                kernel.execute("counted = 42");
                yaml.set("server", "memory: 640M", "cpu: 1");
                assertThat(plan().fields())
                        .containsExactlyInAnyOrder(
                                "file/settings.json server.active sizing",
                                "file/settings.json server.memory config",
                                "server/ada memory config",
                                "server/ada memory+swap config",
                                "service/hub spec consequence");
                applied();
                assertThat(kernel.execute("print(counted)\n" + LIMIT).shown()).isEqualTo("42\n640");
            }
        }
    }

    @Test
    @Order(90)
    void anotherKeyIsSeenAtTheNextStartAndNowhereElse() {
        rlmprov = rlmprov.with("CLASS_KEY", "sk-new");
        assertThat(plan().fields())
                .containsExactlyInAnyOrder("file/secrets.env OPENAI_API_KEY config", "service/hub spec consequence");
        Ended shown = rlmprov.plan(yaml.file());
        assertThat(shown.out()).contains("(sensitive, differs)").doesNotContain("sk-new", "sk-of-the-class");
        ProcessList processes = ProcessList.watch(host);
        applied();
        assertThat(processes.ended())
                .contains("sudo -n -H sh -c", "docker compose")
                .doesNotContain("sk-new", "sk-of-the-class");
        assertThat(host.root("grep -rl sk-new /opt/rlmprov /var/lib/rlmprov")
                        .out()
                        .strip())
                .isEqualTo("/opt/rlmprov/class/secrets.env");
        assertThat(host.ssh("grep -rs -e sk-new -e sk-of-the-class /opt/rlmprov /var/lib/rlmprov")
                        .out())
                .as("what other logins can read")
                .isEmpty();
        assertThat(host.root("journalctl -q --no-pager; docker ps -aq | xargs -n 1 docker logs 2>&1")
                        .out())
                .contains("sudo", "JupyterHub")
                .doesNotContain("sk-new", "sk-of-the-class");
        try (HubVisitor ada = login("ada", "")) {
            ada.stopServer();
            ada.openServer(PATIENCE);
            assertThat(ada.run("import os\nprint(os.environ['OPENAI_API_KEY'])").shown())
                    .isEqualTo("sk-new");
        }
    }

    @Test
    @Order(100)
    void anotherNotebookReachesThoseWhoHaveTheOldOne() throws IOException {
        notebook("second");
        assertThat(plan().fields()).containsExactly("directory/notebooks Hello.ipynb config");
        Ended applied = rlmprov.apply(yaml.file(), "--json", "--yes");
        assertThat(applied.exit()).as(applied.err()).isZero();
        assertThat(applied.out().lines())
                .hasSizeGreaterThan(2)
                .allSatisfy(line -> assertThat(PlanView.parse(line)).isNotNull())
                .last(STRING)
                .matches("\\{\"at\":.*\"event\":\"done\",\"url\":\"http://127\\.0\\.0\\.1:\\d+/\"}");
        assertThat(PlanView.parse(applied.out().lines().findFirst().orElseThrow())
                        .fields())
                .containsExactly("directory/notebooks Hello.ipynb config");
        assertThat(plan().actions()).isEmpty();
        try (HubVisitor ada = login("ada", "")) {
            ada.stopServer();
            ada.openServer(PATIENCE);
            assertThat(ada.read("Hello.ipynb")).contains("second");
        }
    }

    @Test
    @Order(110)
    void aPasswordKeepsOthersOut() {
        yaml.set("auth", "type: shared-password", "password: ${env:CLASS_PASSWORD}");
        rlmprov = rlmprov.with("CLASS_PASSWORD", "open sesame");
        assertThat(plan().fields())
                .containsExactlyInAnyOrder(
                        "file/secrets.env RLMPROV_USER_PASSWORD config",
                        "file/settings.json auth.type config",
                        "service/hub spec consequence");
        applied();
        assertThatThrownBy(() -> login("ada", "")).isInstanceOf(HubVisitor.LoginRefused.class);
        try (HubVisitor ada = login("ada", "open sesame")) {
            assertThat(ada.hasServer()).isTrue();
        }
    }

    @Test
    @Order(120)
    void whatSomebodyChangesOnTheHostIsToldAndMended() {
        host.root("sed -i 's/3600/7/' /opt/rlmprov/class/settings.json");
        host.root("chmod 0644 /opt/rlmprov/class/secrets.env");
        host.root("rm /opt/rlmprov/class/notebooks/Hello.ipynb");
        host.root("docker stop rlmprov-class-proxy");
        assertThat(plan().fields())
                .containsExactlyInAnyOrder(
                        "file/settings.json idle.timeout drift",
                        "file/secrets.env mode drift",
                        "directory/notebooks Hello.ipynb drift",
                        "service/proxy state drift");
        applied();
    }

    @Test
    @Order(130)
    void aRebootLeavesNothingToDo() {
        host.reboot();
        Instant end = Instant.now().plus(PATIENCE);
        while (!plan().actions().isEmpty() && Instant.now().isBefore(end)) {
            sleep(Duration.ofSeconds(2));
        }
        assertThat(plan().actions()).isEmpty();
        HubVisitor.awaitHub(host.url(), PATIENCE);
    }

    @Test
    @Order(140)
    void destroyKeepsTheData() {
        try (HubVisitor ada = login("ada", "open sesame")) {
            ada.openServer(PATIENCE);
        }
        Ended destroyed = rlmprov.typing("yes").destroy(yaml.file());
        assertThat(destroyed.exit()).as(destroyed.out() + destroyed.err()).isZero();
        assertThat(host.root("docker ps -aq; docker network ls -q --filter name=rlmprov; ls /opt/rlmprov")
                        .out())
                .isBlank();
        assertThat(volumes()).containsExactlyInAnyOrder("jupyterhub-user-ada", "rlmprov-class-hub");
        Ended again = rlmprov.destroy(yaml.file(), "--yes", "--debug");
        assertThat(again.exit()).isZero();
        assertThat(again.err()).contains("connections=1, channels=1, execs=1");
        assertThat(again.out()).contains("Nothing to take down");
        Ended told = rlmprov.destroy(yaml.file(), "--yes", "--json");
        assertThat(told.out().lines()).hasSize(2).last(STRING).contains("\"event\":\"done\"");
    }

    @Test
    @Order(150)
    void applyFindsTheDataAgain() {
        // Destroy has removed the images; what was built is not lost to the builder's cache.
        applied();
        try (HubVisitor ada = login("ada", "open sesame")) {
            ada.openServer(PATIENCE);
            assertThat(ada.read("mine.txt")).isEqualTo("what ada wrote");
        }
    }

    @Test
    @Order(160)
    void purgeAsksForTheNameAndLeavesNothing() {
        Ended refused = rlmprov.typing("yes").destroy(yaml.file(), "--purge", "--yes");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out())
                .containsPattern("Data of 1 user, [0-9.]+ MiB in all")
                .containsPattern("(?m)^  [0-9.]+ MiB  jupyterhub-user-ada$");
        String traces = "nft list tables | grep rlmprov; systemctl list-unit-files | grep rlmprov;"
                + " docker ps -aq; docker network ls -q --filter name=rlmprov";
        assertThat(host.root(traces).out().lines()).hasSizeGreaterThan(5);
        assertThat(volumes()).contains("jupyterhub-user-ada");

        Ended purged = rlmprov.typing("class").destroy(yaml.file(), "--purge");
        assertThat(purged.exit()).as(purged.out() + purged.err()).isZero();
        assertThat(volumes()).isEmpty();
        assertThat(host.root(traces).out()).isBlank();
        assertThat(host.root("ls -d /opt/rlmprov/* /var/lib/rlmprov/* /usr/local/share/ca-certificates/rlmprov-*")
                        .out())
                .isBlank();
        assertThat(host.root("docker image ls -q --filter label=io.rlmprov.image")
                        .out())
                .isBlank();
    }

    private static PlanView plan() {
        Ended plan = rlmprov.plan(yaml.file(), "--json");
        assertThat(plan.exit()).as(plan.err()).isZero();
        return PlanView.parse(plan.out());
    }

    /** Applies; then there must be nothing to do. */
    private static void applied() {
        Ended applied = rlmprov.apply(yaml.file(), "--yes");
        assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
        assertThat(plan().actions()).isEmpty();
    }

    private static Set<String> volumes() {
        return host.root("docker volume ls -q").out().lines().collect(Collectors.toSet());
    }

    private static HubVisitor login(String user, String password) {
        return HubVisitor.login(host.url(), user, password);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
