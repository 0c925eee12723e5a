package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the very script that goes to hosts, with a docker whose containers say what is in the files of a folder. */
class CheckServerScriptTest {
    private static final String OK = "{\"station\": \"hub API\", \"outcome\": \"ok\", \"said\": \"it answers\"}\n";
    private static final String LOST =
            "{\"station\": \"DNS\", \"outcome\": \"failed\", \"said\": \"x\", \"where\": \"reach\", \"address\": \"y\"}\n";

    @TempDir
    Path folder;

    @BeforeEach
    void aHubWhoseServerStarts() throws IOException {
        Path docker = Files.writeString(folder.resolve("docker"), """
                #!/bin/sh
                echo "$*" >>"$FOLDER/calls"
                case "$*" in
                    'container inspect --format {{.State.Status}} '*) cat "$FOLDER/state" ;;
                    'container inspect rlmprov-rlm-class-gateway') [ -e "$FOLDER/keys" ] ;;
                    'container inspect '*) echo sha256:1 ;;
                    'exec rlmprov-rlm-class-gateway python -m rlmprov_gateway.tell stations')
                        cat "$FOLDER/keys"; [ -s "$FOLDER/keys" ] || { echo "it is stopped" >&2; exit 1; } ;;
                    'exec rlmprov-rlm-class-hub cat '*) echo program ;;
                    'exec -i jupyter-'*) [ "$(cat)" = program ] && cat "$FOLDER/inside" ;;
                    'run '*' --again') sed 's/"reach"/"'"$(cat "$FOLDER/where")"'"/' ;;
                    'exec -i rlmprov-rlm-class-hub rlmprov-check --hold')
                        cat "$FOLDER/started"
                        if [ -e "$FOLDER/up" ]; then echo hold && cat >/dev/null; fi
                        echo removed >>"$FOLDER/calls"
                        exit "$(cat "$FOLDER/exit")" ;;
                esac
                """);
        assertThat(docker.toFile().setExecutable(true)).isTrue();
        file("state", "running\n");
        file("started", "{\"station\": \"server\", \"outcome\": \"ok\", \"said\": \"started in 3.2s\"}\n");
        file("up", "");
        file("inside", OK);
        file("where", "reach");
        file("exit", "0");
        Files.createDirectories(folder.resolve("state.d"));
    }

    @Test
    void looksAroundInTheServerAndThenLetsItGo() throws Exception {
        Ended ended = run();
        assertThat(ended.said()).isEqualTo(Files.readString(folder.resolve("started")) + OK);
        assertThat(ended.exit()).isZero();
        assertThat(calls().indexOf("exec -i jupyter-rlmprov-2dcheck"))
                .isPositive()
                .isLessThan(calls().indexOf("removed"));
        assertThat(Files.readString(folder.resolve("state.d/proven")))
                .matches("time \\d+\nboot [0-9a-f-]+ \\d+\nengine \\d+ \\d+\n");
    }

    @Test
    void whatTheHostDoesNotReachEitherIsNoFaultOfItAndNoProof() throws Exception {
        file("inside", OK + LOST);
        Ended ended = run();
        assertThat(ended.exit()).isZero();
        assertThat(ended.said()).endsWith(OK + LOST);
        assertThat(folder.resolve("state.d/proven")).doesNotExist();
    }

    @Test
    void whatTheHostReachesAndItsServersDoNotIsAFaultOfIt() throws Exception {
        file("inside", OK + LOST);
        file("where", "host");
        Ended ended = run();
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.said()).contains("\"where\": \"host\"");
    }

    @Test
    void aKeyThatTheProviderRefusesIsToldAndIsNoFaultOfTheHost() throws Exception {
        String refused =
                "{\"station\": \"API key\", \"outcome\": \"failed\", \"said\": \"401\", \"where\": \"reach\"}\n";
        file("keys", refused);
        Ended ended = run();
        assertThat(ended.exit()).isZero();
        assertThat(ended.said()).endsWith(OK + refused);
        assertThat(folder.resolve("state.d/proven")).doesNotExist();
    }

    @Test
    void aGatewayThatDoesNotAnswerIsAFaultOfTheHost() throws Exception {
        file("keys", "");
        Ended ended = run();
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(UserPath.parse(ended.said()).end())
                .hasValueSatisfying(station -> assertThat(station.said()).contains("not asked: it is stopped"));
    }

    @Test
    void aFullHubIsNoFault() throws Exception {
        Files.delete(folder.resolve("up"));
        file("started", "{\"station\": \"server\", \"outcome\": \"skipped\", \"said\": \"all places are taken\"}\n");
        Ended ended = run();
        assertThat(ended.exit()).isZero();
        assertThat(ended.said()).endsWith("==> done: Started no test user's server: all places are taken\n");
        assertThat(folder.resolve("state.d/proven")).doesNotExist();
    }

    @Test
    void aServerThatDoesNotStart() throws Exception {
        Files.delete(folder.resolve("up"));
        file("exit", "1");
        assertThat(run().exit()).isEqualTo(1);
        assertThat(calls()).doesNotContain("jupyter-rlmprov-2dcheck");
    }

    @Test
    void aHubThatDoesNotRun() throws Exception {
        file("state", "exited\n");
        Ended ended = run();
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(UserPath.parse(ended.said()).stations()).singleElement().satisfies(station -> {
            assertThat(station.said()).isEqualTo("the container rlmprov-rlm-class-hub exited");
            assertThat(station.remedy()).contains("rlmprov apply");
        });
    }

    @Test
    void anImageWithoutPython() throws Exception {
        Files.delete(folder.resolve("inside"));
        Ended ended = run();
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(UserPath.parse(ended.said()).end())
                .hasValueSatisfying(station -> assertThat(station.remedy()).contains("images.singleuser"));
        assertThat(calls()).contains("removed");
    }

    private record Ended(int exit, String said) {}

    private String calls() throws IOException {
        return Files.readString(folder.resolve("calls"));
    }

    private void file(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    /** With the state of the hub in a folder of the test, and this process for the engine. */
    private Ended run() throws IOException, InterruptedException {
        file("docker.pid", String.valueOf(ProcessHandle.current().pid()));
        Path script = Files.writeString(
                folder.resolve("check-server.sh"),
                Files.readString(Path.of("ansible-free-scripts/check-server.sh"))
                        .replace("/var/lib/rlmprov/$HUB", folder + "/state.d")
                        .replace("/run/docker.pid", folder + "/docker.pid"));
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString()).redirectErrorStream(true);
        String path = folder + ":" + builder.environment().get("PATH");
        builder.environment().putAll(Map.of("PATH", path, "HUB", "rlm-class", "FOLDER", folder.toString()));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }
}
