package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.apply.TargetHost.Hold;
import io.rlmprov.config.Hub;
import io.rlmprov.config.Secret;
import io.rlmprov.facts.RemoteShell.Result;
import io.rlmprov.facts.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sudo that asks for a password: the real one of Debian, for a login that is made for the test. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SudoPasswordIT {
    private static final String PASSWORD = "pass wörd'\"$\\ 1";

    @TempDir
    Path directory;

    ThrowawayLogin login;
    ThrowawaySshd sshd;
    Laptop laptop;
    Path rules;
    final List<String> questions = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        assertThat(Path.of("/usr/bin/sudo"))
                .as("This test needs sudo: apt-get install sudo")
                .exists();
        login = ThrowawayLogin.create(directory.resolve("login"));
        login.password(PASSWORD);
        sshd = ThrowawaySshd.start(directory.resolve("sshd"));
        Shell.run("chmod", "a+rx", directory.toString(), directory + "/sshd", directory + "/login");
        laptop = new Laptop(directory.resolve("home"));
        laptop.knows(sshd.knownHost("ed25519"));
        sshd.authorize(laptop.key("id_ed25519", "ed25519"));
        rules = Path.of("/etc/sudoers.d", login.name());
        rule("ALL=(ALL) ALL");
    }

    @AfterEach
    void stop() throws IOException {
        Files.deleteIfExists(rules);
        sshd.close();
        login.close();
    }

    @Test
    void thePasswordIsGivenWhenSudoAsksAndTheScriptGetsItsOwnInput() {
        try (SshHost host = connect(Optional.of(PASSWORD), Optional.empty())) {
            assertThat(host.run(copying("payload\n"), _ -> {})).isEqualTo(new Result(0, "0\npayload\n", ""));
            assertThat(host.run(copying("more\n"), _ -> {}).out()).isEqualTo("0\nmore\n");
        }
        assertThat(questions).isEmpty();
    }

    @Test
    void aSudoThatAsksForNothingNeverReadsThePassword() throws IOException {
        rule("ALL=(ALL) NOPASSWD:ALL");
        try (SshHost host = connect(Optional.of(PASSWORD), Optional.empty())) {
            assertThat(host.run(copying("payload\n"), _ -> {})).isEqualTo(new Result(0, "0\npayload\n", ""));
        }
    }

    @Test
    void aSudoThatRemembersThePasswordDoesNotReadItAgain() throws IOException {
        rule("ALL=(ALL) ALL", "Defaults:" + login.name() + " timestamp_type=global");
        try (SshHost host = connect(Optional.of(PASSWORD), Optional.empty())) {
            assertThat(host.run(copying("one\n"), _ -> {}).out()).isEqualTo("0\none\n");
            assertThat(host.run(copying("two\n"), _ -> {}).out()).isEqualTo("0\ntwo\n");
        }
    }

    @Test
    void theLockAndScriptsAndCommandsAllHaveIt() throws IOException {
        try (SshHost host = connect(Optional.of(PASSWORD), Optional.empty())) {
            Hold hold = host.hold(new Script("lock.sh", "echo LOCKED; cat >/dev/null", Map.of()), "LOCKED");
            assertThat(hold).isInstanceOf(Hold.Held.class);
            assertThat(host.run(copying("beside\n"), _ -> {}).out()).isEqualTo("0\nbeside\n");
            try (Dialer.Conversation cat = host.command("cat")) {
                cat.output().write("through\n".getBytes(StandardCharsets.UTF_8));
                cat.output().close();
                assertThat(new String(cat.input().readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("through\n");
            }
            ((Hold.Held) hold).close();
        }
    }

    @Test
    void withoutOneInHubYamlTheOperatorIsAskedOnce() {
        try (SshHost host = connect(Optional.empty(), Optional.of(PASSWORD))) {
            assertThat(host.run(copying("payload\n"), _ -> {}).out()).isEqualTo("0\npayload\n");
            assertThat(host.run(copying("again\n"), _ -> {}).out()).isEqualTo("0\nagain\n");
        }
        assertThat(questions).containsExactly("Password of " + login.name() + " for sudo on 127.0.0.1: ");
    }

    @Test
    void nobodyIsAskedWhereSudoWantsNothing() throws IOException {
        rule("ALL=(ALL) NOPASSWD:ALL");
        try (SshHost host = connect(Optional.empty(), Optional.of(PASSWORD))) {
            assertThat(host.run(copying("payload\n"), _ -> {}).out()).isEqualTo("0\npayload\n");
        }
        assertThat(questions).isEmpty();
    }

    @Test
    void withoutAPasswordTheErrorSaysWhereToPutOne() {
        try (SshHost host = connect(Optional.empty(), Optional.empty())) {
            assertThatThrownBy(() -> host.run(copying(""), _ -> {}))
                    .isInstanceOfSatisfying(SudoRefusedException.class, e -> {
                        assertThat(e).hasMessageContaining("sudo of " + login.name() + " wants a password");
                        assertThat(e.remedy()).contains("hosts[].sudo-password").contains("NOPASSWD:ALL");
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWrongPasswordIsOneSentenceAndIsNotTriedAgain(boolean configured) {
        Optional<String> wrong = Optional.of("wrong");
        try (SshHost host = connect(configured ? wrong : Optional.empty(), configured ? Optional.empty() : wrong)) {
            assertThatThrownBy(() -> host.run(copying("payload\n"), _ -> {}))
                    .isInstanceOf(SudoRefusedException.class)
                    .hasMessageContaining("sudo refused the password of " + login.name())
                    .hasMessageNotContaining("wrong");
            assertThatThrownBy(() -> host.run(copying("payload\n"), _ -> {}))
                    .isInstanceOf(SudoRefusedException.class)
                    .hasMessageContaining("it is not tried again");
        }
    }

    @Test
    void whoMayNotUseSudoAtAllIsTold() throws IOException {
        Files.delete(rules);
        try (SshHost host = connect(Optional.of(PASSWORD), Optional.empty())) {
            assertThatThrownBy(() -> host.run(copying(""), _ -> {}))
                    .isInstanceOf(SudoRefusedException.class)
                    .hasMessageContaining("may not use sudo; it said: ")
                    .hasMessageContaining("sudoers");
        }
    }

    @Test
    void thePasswordIsInNoProcessList() {
        try (SshHost host = connect(Optional.of(PASSWORD), Optional.empty())) {
            Result seen = host.run(
                    new Script(
                            "look.sh",
                            "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'",
                            Map.of()),
                    _ -> {});
            assertThat(seen.out()).contains("--rlmprov-asks-").doesNotContain(PASSWORD);
        }
    }

    private static Script copying(String input) {
        return new Script("copy.sh", "id -u; cat", Map.of())
                .withInput(out -> out.write(input.getBytes(StandardCharsets.UTF_8)));
    }

    private void rule(String rights, String... more) throws IOException {
        Path fresh = Files.createTempFile("sudoers", "");
        Files.writeString(fresh, login.name() + " " + rights + "\n" + String.join("\n", more) + "\n");
        Shell.run("install", "-m", "0440", fresh.toString(), rules.toString());
        Files.delete(fresh);
    }

    private SshHost connect(Optional<String> configured, Optional<String> typed) {
        SudoPassword password = new SudoPassword() {
            @Override
            public Optional<Secret> configured() {
                return configured.map(Secret::new);
            }

            @Override
            public Optional<Secret> ask(String question) {
                questions.add(question);
                return typed.map(Secret::new);
            }
        };
        return laptop.connector()
                .connect(
                        new Hub.HostSpec(
                                "127.0.0.1", Optional.of(login.name()), Optional.of(sshd.port()), Optional.empty()),
                        password);
    }
}
