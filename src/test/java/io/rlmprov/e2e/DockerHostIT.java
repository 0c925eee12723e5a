package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.e2e.Command.Ended;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A host that has Docker, and on it containers, volumes, networks and images of somebody else. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DockerHostIT {
    private static final String STRANGERS =
            "docker ps -a --filter name=stranger --format '{{.ID}} {{.Names}} {{.State}}';"
                    + " docker volume ls -q --filter name=stranger; docker network ls --filter name=stranger"
                    + " --format '{{.ID}} {{.Name}}'; docker image ls stranger --format '{{.ID}} {{.Repository}}'";

    @TempDir
    static Path folder;

    private static LabHost host;
    private static Rlmprov rlmprov;
    private static HubYaml yaml;
    private static String strangers;

    @BeforeAll
    static void makeHost() {
        host = LabHost.named("docker")
                .withDocker()
                .withImagesOf(BareHostIT.BUILT)
                .up();
        rlmprov = Rlmprov.on(host);
        yaml = new HubYaml(folder.resolve("hub.yaml"), host.hubYaml("--name", "second"));
        assertThat(host.root("docker image inspect debian:trixie-slim >/dev/null 2>&1 || echo absent")
                        .out())
                .as("the images that BareHostIT built")
                .isBlank();
        host.root("docker network create stranger; docker volume create stranger;"
                + " docker tag debian:trixie-slim stranger:1;"
                + " docker run -d --name stranger --network stranger -v stranger:/data stranger:1 sleep infinity");
        strangers = host.root(STRANGERS).out();
        assertThat(strangers.lines()).hasSize(4);
    }

    @AfterAll
    static void removeHost() {
        host.close();
    }

    @Test
    @Order(10)
    void itsDockerIsAdopted() {
        Ended plan = rlmprov.plan(yaml.file(), "--json");
        assertThat(PlanView.parse(plan.out()).actions()).containsEntry("engine/docker", "adopt");
    }

    @Test
    @Order(15)
    void anApplyThatIsInterruptedLeavesALineInTheJournal() throws Exception {
        Process first = rlmprov.start("apply", "--yes", yaml.file().toString());
        try (BufferedReader lines = first.inputReader()) {
            assertThat(lines.lines().anyMatch(line -> line.endsWith(" ..."))).isTrue();
            first.destroy();
            assertThat(first.waitFor()).isEqualTo(143);
        }
        assertThat(host.root("cat /var/lib/rlmprov/second/journal.jsonl").out()).contains("\"event\":\"interrupted\"");
    }

    @Test
    @Order(20)
    void anApplyThatIsKilledIsFinishedByTheNext() throws InterruptedException {
        Process first = rlmprov.start("apply", "--yes", yaml.file().toString());
        // In the middle of the step that takes longest, as the images are built already.
        assertThat(first.inputReader().lines().takeWhile(line -> !line.endsWith("Starting proxy and hub ...")))
                .anyMatch(line -> line.contains("Wrote "));
        assertThat(first.isAlive()).isTrue();
        first.destroyForcibly().waitFor();
        applied();
    }

    private static void applied() {
        Ended applied = rlmprov.apply(yaml.file(), "--yes");
        assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
        assertThat(rlmprov.plan(yaml.file()).out()).contains("No changes.");
    }

    @Test
    @Order(30)
    void twoAtATimeIsOneTooMany() throws InterruptedException {
        yaml.setTop("welcome", "Hello");
        String lock = "/var/lib/rlmprov/second/lock";
        host.root("echo somebody-else > " + lock + ".holder; nohup flock -o " + lock
                + " sleep 60 >/dev/null 2>&1 & echo $! > /run/stranger.pid");
        Thread.sleep(Duration.ofSeconds(1));
        Ended refused = rlmprov.apply(yaml.file(), "--yes");
        host.root("kill $(cat /run/stranger.pid)");
        assertThat(refused.exit()).as(refused.out() + refused.err()).isEqualTo(4);
        assertThat(refused.err()).contains("is locked by another run of rlmprov", "somebody-else");
    }

    @Test
    @Order(40)
    void aChangeIsThatAndNoMoreAndDestroyKeepsTheData() {
        // What was refused above is still to do.
        assertThat(PlanView.parse(rlmprov.plan(yaml.file(), "--json").out()).fields())
                .containsExactly("file/settings.json welcome config", "service/hub spec consequence");
        applied();
        try (HubVisitor bob = HubVisitor.login(host.url(), "bob", "")) {
            bob.openServer(Duration.ofMinutes(2));
            bob.save("mine.txt", "what bob wrote");
        }
        // As "docker compose run hub" leaves it: no service of ours, whatever its labels say.
        host.root("docker create --name once --label com.docker.compose.project=rlmprov-second"
                        + " --label com.docker.compose.service=hub --label com.docker.compose.oneoff=True"
                        + " debian:trixie-slim true")
                .succeeded();
        assertThat(PlanView.parse(rlmprov.plan(yaml.file(), "--json").out()).fields())
                .isEmpty();
        host.root("docker rm once").succeeded();
        Ended destroyed = rlmprov.destroy(yaml.file(), "--yes");
        assertThat(destroyed.exit()).as(destroyed.out() + destroyed.err()).isZero();
        assertThat(host.root(STRANGERS).out()).isEqualTo(strangers);
        applied();
    }

    @Test
    @Order(42)
    void aChangeOfTheHostIsRecordedAndStillCorrected() {
        String settings = "/opt/rlmprov/second/settings.json";
        host.root("sed -i 's/3600/600/' " + settings).succeeded();
        Ended refresh = rlmprov.plan(yaml.file(), "--refresh-only", "--detailed-exitcode");
        assertThat(refresh.exit()).as(refresh.err()).isEqualTo(2);
        assertThat(refresh.out()).contains("idle.timeout  1h -> 10m", ": 1 to record.");
        Ended recorded = rlmprov.apply(yaml.file(), "--refresh-only", "--yes");
        assertThat(recorded.exit()).as(recorded.err()).isZero();
        assertThat(recorded.out()).contains("Refresh complete. The host was not changed");
        assertThat(host.root("cat " + settings).out()).contains("600").doesNotContain("3600");
        assertThat(rlmprov.plan(yaml.file(), "--refresh-only").out()).startsWith("No changes.");
        assertThat(PlanView.parse(rlmprov.plan(yaml.file(), "--json").out()).fields())
                .contains("file/settings.json idle.timeout config");
        applied();
    }

    @Test
    @Order(45)
    void aFileThatComposeWouldMergeIsNeitherReadNorKept() {
        host.root(
                        "cd /opt/rlmprov/second && printf 'services:\\n  hub:\\n    privileged: true\\n' >compose.override.yaml"
                                + " && cp compose.override.yaml other.yaml && echo COMPOSE_FILE=compose.yaml:other.yaml >>.env"
                                + " && mkfifo pipe && mkdir folder && ln -s /etc/passwd link && touch /var/lib/rlmprov/second/note"
                                + " && docker compose up -d")
                .succeeded();
        assertThat(privileged()).isEqualTo("true");
        assertThat(PlanView.parse(rlmprov.plan(yaml.file(), "--json").out()).actions())
                .containsEntry("file/compose.override.yaml", "delete")
                .containsEntry("file/other.yaml", "delete")
                .containsEntry("file/pipe", "delete")
                .containsEntry("file/folder", "delete")
                .containsEntry("file/link", "delete")
                .containsEntry("file//var/lib/rlmprov/second/note", "delete")
                .containsEntry("file/.env", "update");
        applied();
        assertThat(privileged()).isEqualTo("false");
        assertThat(host.root("ls -A /opt/rlmprov/second").out().split("\\s+"))
                .containsExactlyInAnyOrder(
                        ".env",
                        "class",
                        "compose.yaml",
                        "firewall.nft",
                        "images",
                        "notebooks",
                        "proxy.env",
                        "secrets.env",
                        "settings.json");
        assertThat(host.root("cat /opt/rlmprov/second/.env").out()).doesNotContain("COMPOSE_FILE");
    }

    private static String privileged() {
        return host.root("docker inspect --format '{{.HostConfig.Privileged}}' rlmprov-second-hub")
                .out()
                .strip();
    }

    @Test
    @Order(50)
    void purgeLeavesAllThatIsTheStrangers() {
        try (HubVisitor bob = HubVisitor.login(host.url(), "bob", "")) {
            bob.openServer(Duration.ofMinutes(2));
            assertThat(bob.run("print(6 * 7)").shown()).isEqualTo("42");
            assertThat(bob.read("mine.txt")).isEqualTo("what bob wrote");
        }
        Ended purged = rlmprov.typing("second").destroy(yaml.file(), "--purge");
        assertThat(purged.exit()).as(purged.out() + purged.err()).isZero();
        assertThat(host.root(STRANGERS).out()).isEqualTo(strangers);
        assertThat(host.root("docker ps -aq").out().lines()).hasSize(1);
        assertThat(host.root("docker volume ls -q").out().strip()).isEqualTo("stranger");
        assertThat(host.root("docker image ls -q --filter label=io.rlmprov.image")
                        .out())
                .isBlank();
        assertThat(host.root("ls -d /opt/rlmprov/* /var/lib/rlmprov/*").out()).isBlank();
    }
}
