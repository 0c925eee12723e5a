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

/** Runs the very script that goes to hosts, with a docker that has two users' volumes and the containers of a file. */
class CreateObjectsScriptTest {
    @TempDir
    Path folder;

    @BeforeEach
    void volumesOfAHubMadeByHandAndOfOurs() throws IOException {
        command("docker", """
                echo "$*" >>"$FOLDER/calls"
                case "$1 $2" in
                    'network inspect') test -e "$FOLDER/network" ;;
                    'volume inspect') exit 1 ;;
                    'volume ls') echo "$FOLDER jupyterhub-user-ann "; echo "$FOLDER jupyterhub-user-bob rlm-class" ;;
                    'ps --format') cat "$FOLDER/running" ;;
                esac
                """);
        command("stat", "echo 0");
        command("chown", "echo \"chown $*\" >>\"$FOLDER/calls\"");
        Files.writeString(
                folder.resolve("running"), "rlmprov-my-jupyterhub-hub rlm-hub:1 my-jupyterhub\njupyter-ann x \n");
    }

    @Test
    void whatAHubMadeByHandHasLeftIsTakenOverOnceBeforeTheNetworkIsMade() throws Exception {
        assertThat(run()).isEqualTo(new Ended(0, """
                        volume jupyterhub-user-ann now belongs to its user
                        made network rlmprov-rlm-class
                        made volume rlmprov-rlm-class-hub
                        """));
        assertThat(calls().indexOf("chown -R -h 1000:1000 " + folder))
                .isPositive()
                .isLessThan(calls().indexOf("network create"));
        Files.delete(folder.resolve("calls"));
        Files.createFile(folder.resolve("network"));
        assertThat(run()).isEqualTo(new Ended(0, "made volume rlmprov-rlm-class-hub\n"));
        assertThat(calls()).doesNotContain("chown");
    }

    @Test
    void whatMayBeOfAHubThatRunsIsNotTouched() throws Exception {
        Files.writeString(folder.resolve("running"), "proxy quay.io/jupyterhub/configurable-http-proxy:5 \n");
        Ended ended = run();
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.said())
                .startsWith("Container proxy looks like another JupyterHub")
                .contains("\n  jupyterhub-user-ann\n")
                .doesNotContain("bob");
        assertThat(calls()).doesNotContain("chown", "create");
    }

    /** A name and an image that hold the word only where they meet are of no hub; the rule is HandMadeHub's. */
    @Test
    void nameAndImageAreReadEachByItself() throws Exception {
        Files.writeString(folder.resolve("running"), "jupyter hub.example.org/tool:1 \n");
        assertThat(run().exit()).isZero();
        assertThat(calls()).contains("chown", "create");
    }

    private record Ended(int exit, String said) {}

    private String calls() throws IOException {
        return Files.readString(folder.resolve("calls"));
    }

    private void command(String name, String script) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Ended run() throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "ansible-free-scripts/create-objects.sh").redirectErrorStream(true);
        String path = folder + ":" + builder.environment().get("PATH");
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        path,
                        "HUB",
                        "rlm-class",
                        "VOLUMES",
                        "rlmprov-rlm-class-hub",
                        "FOLDER",
                        folder.toString()));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }
}
