package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.e2e.Command.Ended;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hub that an older release made, and one that its {@code setup.sh} made, meet the rlmprov of today while their users work.
 * The plan names the new version and no drift, one apply is enough, and kernels and logins outlive it.
 */
@Tag("full")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpgradeIT {
    /** The commit before plans became graphs of operations: another record, another journal, other names on the host. */
    private static final String RELEASE = "f96d809";

    private static final String IMAGES = "built-by-a-release";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static Path release;

    @BeforeAll
    static void aCheckoutOfTheRelease() {
        release = folder.resolve("release");
        git("clone", "--quiet", "--no-checkout", ".", release.toString());
        // A clone without history has no releases: git fetch --unshallow brings them.
        git("-C", release.toString(), "checkout", "--quiet", RELEASE);
    }

    @AfterAll
    static void forgetImages() {
        LabHost.forgetImages(IMAGES);
    }

    @Test
    @Order(10)
    void aHubOfTheRelease() {
        try (var host = LabHost.named("upgrade").withDocker().up()) {
            HubYaml yaml = yaml(host).remove("http");
            Ended made = Rlmprov.from(release, host).with("CLASS_KEY", "sk-1").apply(yaml.file(), "--yes");
            assertThat(made.exit()).as(made.out() + made.err()).isZero();
            host.saveImagesAs(IMAGES);
            becomesOneOfToday(host, yaml, "(new version)");
        }
    }

    @Test
    @Order(20)
    void itsTwinMadeByHand() {
        try (var host =
                LabHost.named("upgrade").withDocker().withImagesOf(IMAGES).up()) {
            HubYaml yaml = yaml(host);
            new Clone(host, release)
                    .with("HUB_NAME", "class")
                    .with("USERS", "4")
                    .with("MEM_LIMIT", "512M")
                    .with("CPU_LIMIT", "0.5")
                    .with("OPENAI_API_KEY", "sk-1")
                    .setup()
                    .succeeded();
            becomesOneOfToday(host, yaml, "= service/proxy");
        }
    }

    private static HubYaml yaml(LabHost host) {
        return new HubYaml(folder.resolve(host.name() + ".yaml"), host.hubYaml("--name", "class"))
                .set("server", "memory: 512M", "cpu: 0.5")
                .set("keys", "OPENAI_API_KEY: ${env:CLASS_KEY}");
    }

    private static void becomesOneOfToday(LabHost host, HubYaml yaml, String named) {
        // The release has no such setting.
        yaml.set("http", "url: " + host.url() + "/");
        Rlmprov today = Rlmprov.on(host).with("CLASS_KEY", "sk-1");
        // An apply of the release ended before its hub answered.
        HubVisitor.awaitHub(host.url(), PATIENCE);
        try (var ada = HubVisitor.login(host.url(), "ada", "");
                var bob = HubVisitor.login(host.url(), "bob", "")) {
            ada.openServer(PATIENCE);
            bob.openServer(PATIENCE);
            try (var adas = ada.startKernel();
                    var bobs = bob.startKernel()) {
                adas.execute("counted = 42");
                bobs.execute("counted = 43");
                String servers = servers(host);

                Ended planned = today.plan(yaml.file(), "--json");
                assertThat(planned.exit()).as(planned.err()).isZero();
                assertThat(PlanView.parse(planned.out()).fields())
                        .isNotEmpty()
                        .noneMatch(field -> field.endsWith(" drift"));
                assertThat(today.plan(yaml.file()).out())
                        .contains("(new version)")
                        .doesNotContain("changed on the host");

                Ended applied = today.apply(yaml.file(), "--yes");
                assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
                Ended again = today.plan(yaml.file());
                assertThat(again.exit()).as(again.err()).isZero();
                assertThat(again.out()).contains("No changes");

                assertThat(servers(host)).isEqualTo(servers);
                ada.awaitRoute(PATIENCE);
                bob.awaitRoute(PATIENCE);
                assertThat(adas.reconnected().execute("print(counted)").shown()).isEqualTo("42");
                assertThat(bobs.reconnected().execute("print(counted)").shown()).isEqualTo("43");
                assertThat(ada.hasServer()).as("ada is still logged in").isTrue();
                assertThat(today.run("history", "--config", yaml.file().toString())
                                .exit())
                        .isZero();
            }
        }
    }

    /** The containers of ada and bob by id: the same after an apply means that neither was started again. */
    private static String servers(LabHost host) {
        return host.root("docker ps -q --no-trunc --filter name=^jupyter-").succeeded();
    }

    private static void git(String... words) {
        Command.of(Stream.concat(Stream.of("git"), Arrays.stream(words)).toArray(String[]::new))
                .run()
                .succeeded();
    }
}
