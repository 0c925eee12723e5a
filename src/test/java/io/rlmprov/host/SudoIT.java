package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.RemoteShell.Result;
import io.rlmprov.facts.Script;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins that are not root: a real sshd and login shell, a sudo that does what a test needs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SudoIT {
    @TempDir
    Path directory;

    ThrowawayLogin login;
    ThrowawaySshd sshd;
    Laptop laptop;

    @BeforeEach
    void start() {
        login = ThrowawayLogin.create(directory.resolve("login"));
        sshd = ThrowawaySshd.start(
                directory.resolve("sshd"), "SetEnv PATH=" + directory.resolve("bin") + ":/usr/bin:/bin");
        // The login, too, must get at authorized_keys and at its home.
        Shell.run("chmod", "a+rx", directory.toString(), directory + "/sshd", directory + "/login");
        laptop = new Laptop(directory.resolve("home"));
        laptop.knows(sshd.knownHost("ed25519"));
        sshd.authorize(laptop.key("id_ed25519", "ed25519"));
    }

    @AfterEach
    void stop() {
        sshd.close();
        login.close();
    }

    @Test
    void scriptsRunThroughSudoWhateverTheLoginPrints() {
        sudo("echo 'sudo: unable to resolve host hub1' >&2; [ \"$1 $2\" = '-n -H' ] || exit 9; shift 2; exec \"$@\"");
        login.bashrc("echo Welcome to hub1; printf 'no line end'; echo noise >&2; stty -g");

        try (SshHost host = connect()) {
            Script script = new Script("test.sh", "cat; echo oops >&2", Map.of())
                    .withInput(out -> out.write("payload".getBytes(StandardCharsets.UTF_8)));

            assertThat(host.run(script, line -> assertThat(line).doesNotContain("Welcome")))
                    .isEqualTo(new Result(0, "payload", "oops\n"));
            assertThat(host.traffic().execs()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    echo 'sudo: a password is required' >&2; exit 1        | wants a password; it said: sudo: a password is required | ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/90-rlmprov-
                    echo 'sudo: sorry, you must have a tty to run sudo' >&2; exit 1 | wants a terminal (requiretty)   | !requiretty
                    echo 'bash: line 1: sudo: command not found' >&2; exit 127 | there is no sudo on the host                     | Set hosts[].user to root
                    """)
    void aSudoThatRefusesIsNamedWithItsRemedy(String sudo, String message, String remedy) {
        sudo(sudo);

        try (SshHost host = connect()) {
            assertThatThrownBy(() -> host.run(new Script("probe.sh", "echo hi", Map.of()), _ -> {}))
                    .isInstanceOfSatisfying(SudoRefusedException.class, e -> {
                        assertThat(e).hasMessageContaining(message);
                        assertThat(e.remedy()).contains(remedy);
                    });
            assertThatThrownBy(() -> host.hold(new Script("lock.sh", "echo LOCKED; cat", Map.of()), "LOCKED"))
                    .isInstanceOf(SudoRefusedException.class);
        }
    }

    @Test
    void aLoginThatRunsNothingIsNamed() {
        sudo("exec \"$@\"");
        login.bashrc("echo Please login as the user ubuntu; exit 142");

        try (SshHost host = connect()) {
            assertThatThrownBy(() -> host.run(new Script("probe.sh", "echo hi", Map.of()), _ -> {}))
                    .hasMessageContaining(
                            "runs no commands (exit status 142); it said: Please login as the user ubuntu");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec no-such-shell",
                "echo 'fish: Unknown command: s=' >&2; exit 127",
                "exec python3 -c 'exit(127)'"
            })
    void aShellThatItsStartUpFileReplacesIsNotTakenForAMissingSudo(String line) {
        sudo("exec \"$@\"");
        login.bashrc(line);

        try (SshHost host = connect()) {
            assertThatThrownBy(() -> host.run(new Script("probe.sh", "echo hi", Map.of()), _ -> {}))
                    .isNotInstanceOf(SudoRefusedException.class)
                    .isInstanceOfSatisfying(RlmprovException.class, e -> {
                        assertThat(e).hasMessageContaining("runs no commands (exit status 127)");
                        assertThat(e.remedy()).contains("start another shell").contains(".bashrc");
                    });
        }
    }

    private SshHost connect() {
        return laptop.connector()
                .connect(new Hub.HostSpec(
                        "127.0.0.1", Optional.of(login.name()), Optional.of(sshd.port()), Optional.empty()));
    }

    private void sudo(String text) {
        Path sudo = directory.resolve("bin/sudo");
        Shell.write(sudo, "#!/bin/sh\n" + text + "\n");
        Shell.run("chmod", "-R", "a+rx", directory.resolve("bin").toString());
    }
}
