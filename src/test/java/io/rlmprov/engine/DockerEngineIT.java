package io.rlmprov.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.apply.Engine;
import io.rlmprov.apply.Engine.Health;
import io.rlmprov.apply.Engine.Resize;
import io.rlmprov.apply.Engine.State;
import io.rlmprov.host.Laptop;
import io.rlmprov.host.SshHost;
import io.rlmprov.host.ThrowawaySshd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The machine's real engine, through a real sshd. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DockerEngineIT {
    private static final String IMAGE = "debian:trixie-slim";
    private static final long MIB = 1 << 20;

    /** How the engine is reached. */
    enum Way {
        SOCKET,
        DIAL_STDIO
    }

    @TempDir
    static Path directory;

    static ThrowawaySshd open;
    static ThrowawaySshd closed;
    static SshHost host;
    static SshHost withoutForwarding;
    final List<String> made = new ArrayList<>();

    @BeforeAll
    static void connect() {
        TestContainers.requireImage(IMAGE);
        open = ThrowawaySshd.start(directory.resolve("open"));
        closed = ThrowawaySshd.start(directory.resolve("closed"), "AllowStreamLocalForwarding no");
        Laptop laptop = new Laptop(directory.resolve("home"));
        Path key = laptop.key("id_ed25519", "ed25519");
        for (ThrowawaySshd sshd : List.of(open, closed)) {
            sshd.authorize(key);
            laptop.knows(sshd.knownHost("ed25519"));
        }
        host = laptop.connect(open, DockerEngine::new);
        withoutForwarding = laptop.connect(closed, DockerEngine::new);
    }

    @AfterAll
    static void disconnect() {
        host.close();
        withoutForwarding.close();
        open.close();
        closed.close();
    }

    @AfterEach
    void removeWhatWasMade() {
        made.forEach(TestContainers::remove);
    }

    @ParameterizedTest
    @EnumSource
    void serversAreListedByLabelAndByName(Way way) {
        String hub = TestContainers.unique("hub");
        String name = run(
                TestContainers.unique("jupyter"), "--label", "io.rlmprov.hub=" + hub, "--label", "io.rlmprov.user=ann");
        run(TestContainers.unique("stranger"), "--label", "io.rlmprov.hub=other");

        List<Engine.Container> byLabel = engine(way).containers("io.rlmprov.hub", hub);

        assertThat(byLabel).singleElement().satisfies(container -> {
            assertThat(container.name()).isEqualTo(name);
            assertThat(container.image()).isEqualTo(IMAGE);
            assertThat(container.state()).isEqualTo(State.RUNNING);
            assertThat(container.labels()).containsEntry("io.rlmprov.user", "ann");
        });
    }

    @Test
    void theSocketIsUsedDirectlyWhereItIsAllowedAndTakesNoExec() {
        int execs = host.traffic().execs();

        engine(Way.SOCKET).image(IMAGE);

        assertThat(host.traffic().execs()).isEqualTo(execs);
    }

    @ParameterizedTest
    @EnumSource
    void aRunningServerIsResizedWithoutARestart(Way way) {
        String name = run(
                TestContainers.unique("jupyter"),
                "--memory=256m",
                "--memory-swap=256m",
                "--cpu-period=100000",
                "--cpu-quota=100000");
        String started = TestContainers.startedAt(name);

        assertThat(engine(way).resize(name, 512 * MIB, 1.5)).isInstanceOf(Resize.Done.class);

        assertThat(engine(way).inspect(name)).hasValueSatisfying(details -> {
            assertThat(details.memory()).hasValue(512 * MIB);
            assertThat(details.cpus()).isEqualTo(1.5);
        });
        assertThat(TestContainers.startedAt(name)).isEqualTo(started);
        // No exact quota in binary: 2.3 x 100000 is a little less than 230000.
        assertThat(engine(way).resize(name, 512 * MIB, 2.3)).isInstanceOf(Resize.Done.class);
        assertThat(engine(way).inspect(name))
                .hasValueSatisfying(details -> assertThat(details.cpus()).isEqualTo(2.3));
        assertThat(engine(way).resize(name, 128 * MIB, 0.5)).isInstanceOf(Resize.Done.class);
        assertThat(engine(way).inspect(name))
                .hasValueSatisfying(details -> assertThat(details.memory()).hasValue(128 * MIB));
    }

    @Test
    void aServerThatUsesMoreThanTheNewLimitIsLeftAsItIs() {
        String name = runCommand(
                TestContainers.unique("jupyter"),
                List.of("--memory=256m"),
                "x=$(head -c 60000000 /dev/zero | tr '\\0' x); echo full; sleep 600");
        TestContainers.awaitOutput(name, "full");

        Resize resize = engine(Way.SOCKET).resize(name, 32 * MIB, 1);

        assertThat(resize)
                .isInstanceOfSatisfying(
                        Resize.InUse.class, use -> assertThat(use.bytes()).isGreaterThan(50 * MIB));
        assertThat(engine(Way.SOCKET).inspect(name))
                .hasValueSatisfying(details -> assertThat(details.memory()).hasValue(256 * MIB));
    }

    @ParameterizedTest
    @EnumSource
    void aRemovedServerIsGoneEvenIfTheEngineRemovesItItself(Way way) {
        String kept = run(TestContainers.unique("jupyter"));
        String selfRemoving = run(TestContainers.unique("jupyter"), "--rm");

        engine(way).remove(kept, Duration.ZERO);
        engine(way).remove(selfRemoving, Duration.ZERO);
        engine(way).remove("no-such-container", Duration.ZERO);

        assertThat(engine(way).inspect(kept)).isEmpty();
        assertThat(engine(way).inspect(selfRemoving)).isEmpty();
    }

    @Test
    void healthIsWaitedForAndItsChangesAreTold() {
        // On a busy machine "touch" may come later than three checks, after which it would be unhealthy first.
        String name = run(
                TestContainers.unique("hub"),
                "--health-cmd=test -e /healthy",
                "--health-interval=1s",
                "--health-retries=60");
        List<String> progress = new ArrayList<>();
        Thread.ofVirtual().start(() -> TestContainers.exec(name, "sleep 1; touch /healthy"));

        engine(Way.SOCKET).awaitHealthy(name, Duration.ofSeconds(30), progress::add);

        assertThat(progress).containsExactly(name + ": starting", name + ": healthy");
        assertThat(engine(Way.SOCKET).inspect(name))
                .hasValueSatisfying(details -> assertThat(details.health()).isEqualTo(Health.HEALTHY));
    }

    @Test
    void aContainerThatEndsInsteadIsAnErrorWithItsLastOutput() {
        String name = runCommand(
                TestContainers.unique("hub"),
                List.of("--health-cmd=true"),
                "echo starting up; echo port 8000 is taken >&2; exit 7");

        assertThatThrownBy(() -> engine(Way.SOCKET).awaitHealthy(name, Duration.ofSeconds(30), _ -> {}))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(name + " ended with exit status 7")
                .hasMessageContaining("  port 8000 is taken");
    }

    @Test
    void aContainerThatStaysUnhealthyIsAnErrorWhenTheTimeIsOver() {
        String name = run(TestContainers.unique("hub"), "--health-cmd=false", "--health-interval=1s");

        assertThatThrownBy(() -> engine(Way.SOCKET).awaitHealthy(name, Duration.ofSeconds(1), _ -> {}))
                .isInstanceOf(EngineException.class)
                // Which of the two depends on how fast the engine runs the first checks.
                .hasMessageMatching("(?s).*" + name + " is (starting|unhealthy) after 1 s.*");
        assertThatThrownBy(() -> engine(Way.SOCKET).awaitHealthy("no-such-container", Duration.ofSeconds(1), _ -> {}))
                .hasMessageContaining("there is no container no-such-container");
    }

    @ParameterizedTest
    @EnumSource
    void imagesAreFoundByReference(Way way) {
        assertThat(engine(way).image(IMAGE)).hasValueSatisfying(image -> {
            assertThat(image.id()).startsWith("sha256:");
            assertThat(image.size()).isGreaterThan(10 * MIB);
        });
        assertThat(engine(way).image("rlm-hub:no-such-tag")).isEmpty();
    }

    @Test
    void whatTheEngineRefusesIsSaidInItsWords() {
        String name = run(TestContainers.unique("jupyter"));

        // A quota of 100 microseconds; a limit of memory that is too small would be taken for a full server.
        assertThatThrownBy(() -> engine(Way.SOCKET).resize(name, 512 * MIB, 0.001))
                .isInstanceOf(EngineException.class)
                .hasMessageMatching("127\\.0\\.0\\.1: cannot resize " + name + ": .*(CPU cfs quota|cpu quota).*");
    }

    private static Engine engine(Way way) {
        return switch (way) {
            case SOCKET -> host.engine();
            case DIAL_STDIO -> withoutForwarding.engine();
        };
    }

    private String run(String name, String... options) {
        return runCommand(name, List.of(options), "sleep 600");
    }

    private String runCommand(String name, List<String> options, String command) {
        made.add(TestContainers.run(name, options, IMAGE, command));
        return name;
    }
}
