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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What scripts that install packages share, with commands that stand in for a fresh machine's. */
class AptScriptTest {
    private static final Path SCRIPTS = Path.of("ansible-free-scripts");

    @TempDir
    Path bin;

    @BeforeEach
    void aMachineWithoutOthersAtWork() throws IOException {
        command("apt-get", "echo \"apt-get $*\" >>\"$BIN/calls\"");
        command("dpkg", "echo \"dpkg $*\" >>\"$BIN/calls\"");
        command("cloud-init", "exit 2");
        command("sleep", "echo \"sleep $*\" >>\"$BIN/calls\"");
    }

    @Test
    void aListThatAnotherOneReadsIsWaitedFor() throws Exception {
        command("apt-get", """
                echo "apt-get $*" >>"$BIN/calls"
                case $* in *' update') [ "$(grep -c update "$BIN/calls")" -gt 2 ] ||
                    { echo 'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7' && exit 100; } ;; esac
                """);
        assertThat(run()).isEqualTo("""
                        ==> Waiting for cloud-init
                        ==> Reading the package lists
                        ==> Waiting for another program that uses apt

                        ==> Installing nftables
                        0
                        """);
        assertThat(Files.readString(bin.resolve("calls")))
                .containsSubsequence("update", "sleep 5", "update", "sleep 5", "update", "install");
    }

    @Test
    void packagesThatWereLeftHalfConfiguredAreFinishedFirst() throws Exception {
        command("dpkg", "case $1 in --audit) echo ' libc-bin' ;; *) echo \"dpkg $1 $2\" >>\"$BIN/calls\" ;; esac");
        assertThat(run()).endsWith("\n0\n");
        assertThat(Files.readString(bin.resolve("calls"))).startsWith("dpkg --configure -a\n");
    }

    @Test
    void dpkgIsWaitedForWhileAnotherOneInstalls() throws Exception {
        // The words of dpkg 1.21 to 1.22; upgrades at a machine's first boot leave --audit full while they are at work.
        command("dpkg", """
                case $1 in --audit) echo ' libc-bin' && exit ;; esac
                echo "dpkg $1 $2" >>"$BIN/calls"
                [ "$(grep -c configure "$BIN/calls")" -gt 1 ] || {
                    echo 'dpkg: error: dpkg frontend lock was locked by another process with pid 7' >&2 && exit 2; }
                """);
        assertThat(run())
                .contains("==> Waiting for another program that uses apt")
                .endsWith("\n0\n");
        assertThat(Files.readString(bin.resolve("calls")))
                .startsWith("dpkg --configure -a\nsleep 5\ndpkg --configure -a\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void cloudInitMayEndWithWarningsOrErrors(int status) throws Exception {
        command("cloud-init", "exit " + status);
        assertThat(run()).endsWith("\n0\n");
    }

    @Test
    void cloudInitThatNeverEndsIsTold() throws Exception {
        command("cloud-init", "exec /bin/sleep 10");
        assertThat(run(1))
                .isEqualTo("==> Waiting for cloud-init\n"
                        + "cloud-init did not end within 1 seconds; look at: cloud-init status --long\n1\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"install-docker.sh", "trust.sh", "firewall.sh"})
    void whoInstallsPackagesGetsItOverStdinToo(String name) {
        ScriptFiles scripts = script -> {
            try {
                return Files.readString(SCRIPTS.resolve(script));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        };
        assertThat(scripts.script(name, Map.of()).text())
                .isEqualTo(scripts.text("apt.sh") + scripts.text(name))
                .doesNotContain("apt-get -qq");
        assertThat(scripts.script("probe.sh", Map.of()).text()).isEqualTo(scripts.text("probe.sh"));
    }

    private void command(String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private String run() throws IOException, InterruptedException {
        return run(60);
    }

    /** What it says, then its status. */
    private String run(int patience) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", "-euc", ". ansible-free-scripts/apt.sh; ready_apt; install nftables")
                .redirectErrorStream(true);
        String path = bin + ":" + builder.environment().get("PATH");
        builder.environment().putAll(Map.of("PATH", path, "BIN", bin.toString(), "PATIENCE", String.valueOf(patience)));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said + process.waitFor() + "\n";
    }
}
