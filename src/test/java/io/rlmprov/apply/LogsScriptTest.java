package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the very script that prints logs on hosts, with a docker that writes down how it was called. */
@Timeout(60)
class LogsScriptTest {
    @TempDir
    Path folder;

    @BeforeEach
    void aDockerWithTwoContainersOfTheHub() throws IOException {
        Path docker = Files.writeString(folder.resolve("docker"), """
                #!/bin/sh
                echo "$*" >>"${0%/*}/calls"
                case "$*" in
                    *service=nothing*) ;;
                    ps*) printf 'new\\nold\\n' ;;
                    *--follow*) echo $$ >"${0%/*}/follower"; echo one; exec sleep 50 ;;
                    *) echo one; echo two >&2 ;;
                esac
                """);
        Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void theLogOfAServiceIsThatOfItsNewestContainer() throws Exception {
        Process process = start(Map.of("SERVICE", "hub", "TAIL", "200", "SINCE", "600s"));
        assertThat(text(process)).isEqualTo("one\n");
        assertThat(process.waitFor()).isZero();
        assertThat(calls())
                .contains("label=com.docker.compose.project=rlmprov-h", "label=com.docker.compose.service=hub")
                .contains("logs --tail 200 --since 600s new\n");
    }

    @Test
    void theServerOfAUserIsFoundByItsLabels() throws Exception {
        Process process = start(Map.of("USER_OF", "ann maria;x", "TAIL", "all"));
        assertThat(text(process)).isEqualTo("one\n");
        assertThat(calls())
                .contains("--filter label=io.rlmprov.hub=h --filter label=io.rlmprov.user=ann maria;x\n")
                .contains("logs --tail all new\n");
    }

    @Test
    void whatDoesNotExistHasAnExitStatusOfItsOwn() throws Exception {
        Process process = start(Map.of("SERVICE", "nothing", "TAIL", "all"));
        assertThat(text(process)).isEmpty();
        assertThat(process.waitFor()).isEqualTo(3);
    }

    @Test
    void aLogThatIsFollowedEndsWithTheInput() throws Exception {
        Process process = start(Map.of("SERVICE", "hub", "TAIL", "1", "FOLLOW", "1"));
        BufferedReader lines = process.inputReader();
        assertThat(lines.readLine()).isEqualTo("one");
        process.outputWriter().append("\n\n").flush();
        long follower =
                Long.parseLong(Files.readString(folder.resolve("follower")).strip());
        assertThat(ProcessHandle.of(follower)).isPresent();
        process.getOutputStream().close();
        assertThat(process.waitFor()).isZero();
        assertThat(ProcessHandle.of(follower).filter(ProcessHandle::isAlive)).isEmpty();
    }

    private String calls() throws IOException {
        return Files.readString(folder.resolve("calls"));
    }

    private static String text(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private Process start(Map<String, String> variables) throws IOException {
        ProcessBuilder process = new ProcessBuilder(List.of("sh", "ansible-free-scripts/logs.sh"));
        process.environment().put("HUB", "h");
        process.environment().putAll(variables);
        process.environment().merge("PATH", folder.toString(), (path, bin) -> bin + ":" + path);
        return process.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }
}
