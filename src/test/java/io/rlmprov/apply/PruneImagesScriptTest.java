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

/** Runs the very script that goes to hosts, with a docker that refuses what is in use. */
class PruneImagesScriptTest {
    @TempDir
    Path bin;

    @BeforeEach
    void aDockerThatRefusesWhatIsInUse() throws IOException {
        Path docker = Files.writeString(bin.resolve("docker"), """
                #!/bin/sh
                case $2 in ls) printf '%s\\n' $IMAGES && exit ;; esac
                echo "$*" >>"$CALLS"
                case $3 in *:inuse) echo 'conflict: unable to remove' >&2; exit 1 ;; esac
                """);
        assertThat(docker.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void keepsWhatIsInUseWithoutAWord() throws Exception {
        assertThat(run("rlm-hub:inuse rlm-singleuser:old", "rlm-hub:new"))
                .isEqualTo(new Ended(0, "removed image rlm-singleuser:old\n"));
        assertThat(bin.resolve("calls")).hasContent("image rm rlm-hub:inuse\nimage rm rlm-singleuser:old\n");
    }

    @Test
    void keepsWhatIsNamedAndWhatIsNotOurs() throws Exception {
        assertThat(run("postgres:17 rlm-hub:new rlm-hub:old", "rlm-hub:new\nrlm-singleuser:new"))
                .isEqualTo(new Ended(0, "removed image rlm-hub:old\n"));
    }

    private record Ended(int exit, String said) {}

    private Ended run(String images, String keep) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "ansible-free-scripts/prune-images.sh").redirectErrorStream(true);
        String path = bin + ":" + builder.environment().get("PATH");
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        path,
                        "HUB",
                        "no-such-hub",
                        "IMAGES",
                        images,
                        "KEEP",
                        keep,
                        "CALLS",
                        bin.resolve("calls").toString()));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }
}
