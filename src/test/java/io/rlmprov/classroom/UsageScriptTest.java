package io.rlmprov.classroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the very script that asks the gateway on hosts, with a docker that prints how it was called. */
@Timeout(60)
class UsageScriptTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"json, 0, /usage?all=0", "json, 1, /usage?all=1", "csv, 1, /usage.csv?all=1"})
    void theGatewayIsAskedInItsContainer(String as, String all, String path) throws Exception {
        docker("echo running");
        Process script = start(as, all);
        assertThat(new String(script.getInputStream().readAllBytes()))
                .isEqualTo("exec rlmprov-h-gateway python -m rlmprov_gateway.ask GET " + path + "\n");
        assertThat(script.waitFor()).isZero();
    }

    @Test
    void aHubWithoutAGatewayIsToldSo() throws Exception {
        docker("exit 1");
        refused("The hub h has no gateway on this host. Set llm.mode to gateway in hub.yaml and apply.");
    }

    @Test
    void aGatewayThatDoesNotRunIsToldSo() throws Exception {
        docker("echo exited");
        refused("The gateway of the hub h does not run: it is exited. rlmprov apply starts it.");
    }

    private void refused(String why) throws IOException, InterruptedException {
        Process script = start("json", "0");
        assertThat(new String(script.getErrorStream().readAllBytes())).isEqualTo(why + "\n");
        assertThat(script.waitFor()).isEqualTo(1);
    }

    private void docker(String inspect) throws IOException {
        Path docker = Files.writeString(folder.resolve("docker"), """
                #!/bin/sh
                case $1 in
                    inspect) %s ;;
                    *) echo "$*" ;;
                esac
                """.formatted(inspect));
        Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Process start(String as, String all) throws IOException {
        ProcessBuilder process = new ProcessBuilder("sh", "ansible-free-scripts/class-usage.sh");
        process.environment().putAll(Map.of("HUB", "h", "AS", as, "ALL", all));
        process.environment().merge("PATH", folder.toString(), (path, bin) -> bin + ":" + path);
        return process.start();
    }
}
