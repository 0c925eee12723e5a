package io.rlmprov.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OperatorSourcesTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin", "CLASS", "rlm");

    @Test
    void commandSeesTheEnvironmentAndTheFolder() throws IOException {
        assertThat(sources(Duration.ofSeconds(10)).command("echo \"$CLASS\" && pwd", folder))
                .isEqualTo("rlm\n" + folder + "\n");
    }

    @Test
    void commandHasNoInput() throws IOException {
        assertThat(sources(Duration.ofSeconds(10)).command("cat", folder)).isEmpty();
    }

    @Test
    void failedCommandSaysItsStatusAndLastLine() {
        assertThatThrownBy(() -> sources(Duration.ofSeconds(10))
                        .command("echo sk-must-not-be-shown; echo one >&2; echo no such item >&2; exit 3", folder))
                .hasMessage("exit status 3: no such item");
    }

    @Test
    @Timeout(10)
    void commandThatDoesNotEndIsEnded() {
        assertThatThrownBy(() -> sources(Duration.ofSeconds(1)).command("sleep 60; echo late", folder))
                .hasMessage("no end after 1s");
    }

    @Test
    @Timeout(10)
    void commandMayWriteMoreThanAPipeHolds() throws IOException {
        String output = sources(Duration.ofSeconds(10))
                .command("head -c 300000 /dev/zero | tr '\\0' x; head -c 300000 /dev/zero | tr '\\0' y >&2", folder);

        assertThat(output).hasSize(300_000);
    }

    @Test
    void printsNoEnvironment() {
        assertThat(sources(Duration.ofSeconds(10))).asString().doesNotContain("rlm");
    }

    private OperatorSources sources(Duration limit) {
        return new OperatorSources(environment, folder, limit, InstantSource.system());
    }
}
