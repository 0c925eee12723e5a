package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.facts.Script;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins through a ProxyCommand; with the configuration resolved by ssh and by the own reader. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProxyIT {
    /** Copies between its stdin and stdout and a TCP connection, as {@code nc} does, by two processes. */
    private static final String NC = "bash -c 'exec 3<>/dev/tcp/$0/$1; cat <&3 & cat >&3'";

    @TempDir
    Path directory;

    Laptop laptop;
    ThrowawaySshd sshd;

    @BeforeEach
    void start() {
        laptop = new Laptop(directory.resolve("home"));
        sshd = ThrowawaySshd.start(directory.resolve("sshd"));
        sshd.authorize(laptop.key("id_ed25519", "ed25519"));
        laptop.knows(sshd.knownHost("ed25519"));
    }

    @AfterEach
    void stop() {
        sshd.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommandCarriesTheConnectionAndEndsWithIt(boolean withSsh) {
        proxy(withSsh, NC + " %h %p mark-" + sshd.port());

        try (SshHost host = laptop.connector().connect(Laptop.spec("class"))) {
            assertThat(host.run(script("head -c 3000000 /dev/zero | wc -c"), _ -> {})
                            .out())
                    .isEqualTo("3000000\n");
            assertThat(host.traffic().connections()).isEqualTo(1);
            assertThat(running("mark-" + sshd.port())).isOne();
        }
        assertThat(running("mark-" + sshd.port())).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sshItselfAsTheCommand(boolean withSsh) {
        try (ThrowawaySshd gate = ThrowawaySshd.start(directory.resolve("gate"))) {
            Path key = Shell.key(directory.resolve("gate-key"), "ed25519");
            gate.authorize(key);
            laptop.knows(gate.knownHost("ed25519"));
            proxy(
                    withSsh,
                    "ssh -F none -i " + key + " -o UserKnownHostsFile=" + laptop.ssh("known_hosts") + " -p "
                            + gate.port() + " -W [%h]:%p 127.0.0.1");

            assertLogsIn();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aJumpHostMayBeReachedByACommand(boolean withSsh) {
        try (ThrowawaySshd gate = ThrowawaySshd.start(directory.resolve("gate"))) {
            Path key = Shell.key(directory.resolve("gate-key"), "ed25519");
            gate.authorize(key);
            laptop.knows(gate.knownHost("ed25519"));
            laptop.config("Host gate\n HostName 127.0.0.1\n Port " + gate.port() + "\n IdentityFile " + key
                    + "\n ProxyCommand " + NC + " %h %p\n" + "Host class\n HostName 127.0.0.1\n Port " + sshd.port()
                    + "\n ProxyJump gate\n");
            if (withSsh) {
                laptop.hasSsh();
            }

            assertLogsIn();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            echo no session >&2; exit 7   | ended with exit status 7 before the login:
            /no/such/program              | ended with exit status 12
            echo HTTP/1.1 400 Bad Request | ended with exit status 0 before the login
            echo hello; sleep 30          | no answer through ProxyCommand
            head -c 900 /dev/zero; exit 3 | ended with exit status 3 before the login
            echo SSH-1.5-old; sleep 30    | is not an SSH server
            true                          | ended with exit status 0 before the login
            sleep 30                      | no answer through ProxyCommand
            trap '' TERM; sleep 30        | no answer through ProxyCommand
            """)
    void aCommandThatFails(String command, String message) {
        laptop.config("ConnectTimeout 2\n");
        proxy(true, "sh -c \"" + command + " #%p\"");

        assertThatThrownBy(() -> laptop.connector().connect(Laptop.spec("class")))
                .isInstanceOfSatisfying(UnreachableException.class, e -> {
                    assertThat(e)
                            .hasMessageStartingWith("class: ")
                            .hasMessageContaining("ProxyCommand \"sh -c")
                            .hasMessageContaining(message);
                    assertThat(e.remedy()).contains("ssh class");
                });
        assertThat(running("#" + sshd.port())).isZero();
        if (command.startsWith("echo no")) {
            assertThat(laptop.notices).containsExactly("ProxyCommand of class: no session");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theHostKeyIsCheckedAllTheSame(boolean withSsh) {
        Shell.write(laptop.ssh("known_hosts"), "");
        proxy(withSsh, NC + " %h %p");

        assertThatThrownBy(() -> laptop.connector().connect(Laptop.spec("class")))
                .isInstanceOfSatisfying(
                        HostKeyException.class,
                        e -> assertThat(e.remedy())
                                .as("ssh-keyscan does not know the way")
                                .doesNotContain("ssh-keyscan")
                                .contains("ssh -p " + sshd.port()));
    }

    private void proxy(boolean withSsh, String command) {
        laptop.config(Shell.read(laptop.ssh("config")) + "Host class\n HostName 127.0.0.1\n Port " + sshd.port()
                + "\n ProxyCommand " + command + "\n");
        if (withSsh) {
            laptop.hasSsh();
        }
    }

    private void assertLogsIn() {
        try (SshHost host = laptop.connector().connect(Laptop.spec("class"))) {
            assertThat(host.run(script("echo in"), _ -> {}).out()).isEqualTo("in\n");
        }
    }

    private static Script script(String text) {
        return new Script("test.sh", text, Map.of());
    }

    private static long running(String mark) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(mark))
                .count();
    }
}
