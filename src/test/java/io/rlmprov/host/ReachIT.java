package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.Hub;
import io.rlmprov.facts.Script;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a host is reached, and what is said when it is not. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReachIT {
    @TempDir
    Path directory;

    Laptop laptop;
    Path key;

    @BeforeEach
    void laptop() {
        laptop = new Laptop(directory.resolve("home"));
        key = laptop.key("id_ed25519", "ed25519");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void throughOneJumpHostAndThroughTwo(boolean withSsh) {
        if (withSsh) {
            laptop.hasSsh();
        }
        try (ThrowawaySshd first = sshd("first");
                ThrowawaySshd second = sshd("second");
                ThrowawaySshd goal = sshd("goal")) {
            laptop.config("Host first second goal far\n HostName 127.0.0.1\n"
                    + "Host first\n Port " + first.port() + "\n"
                    + "Host second\n Port " + second.port() + "\n"
                    + "Host goal\n ProxyJump first\n"
                    + "Host far\n ProxyJump first,second\n"
                    + "Host goal far\n Port " + goal.port() + "\n");

            try (SshHost host = laptop.connector().connect(Laptop.spec("goal"))) {
                assertThat(host.run(whereFrom(), _ -> {}).out()).isEqualTo(goal.port() + "\n");
                assertThat(host.traffic().connections()).isEqualTo(2);
            }
            try (SshHost host = laptop.connector().connect(Laptop.spec("far"))) {
                assertThat(host.run(whereFrom(), _ -> {}).out()).isEqualTo(goal.port() + "\n");
                assertThat(host.traffic().connections()).isEqualTo(3);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void jumpHostsWithUsersAndKeysOfTheirOwn(boolean withSsh) {
        Path outer = Shell.key(directory.resolve("outer-key"), "ecdsa");
        Path inner = Shell.key(directory.resolve("inner-key"), "rsa");
        try (ThrowawaySshd first = ThrowawaySshd.start(directory.resolve("first"));
                ThrowawaySshd second = ThrowawaySshd.start(directory.resolve("second"));
                ThrowawaySshd goal = sshd("goal");
                ThrowawayLogin ann = ThrowawayLogin.create(directory.resolve("ann"));
                ThrowawayLogin bob = ThrowawayLogin.create(directory.resolve("bob"))) {
            // The logins, too, must get at authorized_keys.
            Shell.run("chmod", "a+rx", directory.toString(), directory + "/first", directory + "/second");
            first.authorize(outer);
            second.authorize(inner);
            laptop.knows(first.knownHost("ed25519") + second.knownHost("ed25519"));
            laptop.config("Host first second goal\n HostName 127.0.0.1\n IdentitiesOnly yes\n"
                    + "Host first\n User " + ann.name() + "\n Port " + first.port() + "\n IdentityFile " + outer + "\n"
                    + "Host second\n Port " + second.port() + "\n IdentityFile " + inner + "\n ProxyJump none\n"
                    + "Host goal\n Port " + goal.port() + "\n ProxyJump first," + bob.name() + "@second\n");
            if (withSsh) {
                laptop.hasSsh();
            }

            try (SshHost host = laptop.connector().connect(Laptop.spec("goal"))) {
                assertThat(host.run(whereFrom(), _ -> {}).out()).isEqualTo(goal.port() + "\n");
            }
            assertThat(first.log()).contains("Accepted publickey for " + ann.name());
            assertThat(second.log()).contains("Accepted publickey for " + bob.name());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aServerThatFreezesIsGivenUpAsServerAliveIntervalSays(boolean withSsh) {
        try (ThrowawaySshd sshd = sshd("frozen")) {
            laptop.config("ServerAliveInterval 1\nServerAliveCountMax 2\n");
            if (withSsh) {
                laptop.hasSsh();
            }
            try (SshHost host = laptop.connect(sshd)) {
                Script sleeps = new Script("sleep.sh", "echo begun; exec sleep 120", Map.of());

                assertThatThrownBy(() -> host.run(sleeps, _ -> sshd.freezeConnections()))
                        .isInstanceOf(ConnectionLostException.class)
                        .hasMessageContaining("the SSH connection was lost while running sleep.sh");
            }
        }
    }

    @Test
    void theAddressFamilyAndTheOwnAddressAreThoseOfSshConfig() {
        try (ThrowawaySshd sshd = sshd("sshd")) {
            String host = "Host class\n HostName 127.0.0.1\n Port " + sshd.port() + "\n";
            laptop.config(host + " BindAddress 127.0.0.7\n AddressFamily inet\n TCPKeepAlive no\n");
            try (SshHost bound = laptop.connector().connect(Laptop.spec("class"))) {
                assertThat(bound.run(new Script("from.sh", "echo \"${SSH_CONNECTION%% *}\"", Map.of()), _ -> {})
                                .out())
                        .isEqualTo("127.0.0.7\n");
            }

            laptop.config(host + " AddressFamily inet6\n");
            assertThatThrownBy(() -> laptop.connector().connect(Laptop.spec("class")))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessage("class: 127.0.0.1 has no address of the family INET6 (AddressFamily)");
        }
    }

    @Test
    void aPortWhereNothingListens() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }

        assertUnreachable("127.0.0.1", port, "class: nothing answers at 127.0.0.1 port " + port, "hosts[].port");
    }

    @Test
    void aNameThatIsNotKnown() {
        assertUnreachable("no-such-host.invalid", 22, "the name no-such-host.invalid is not known", "typing error");
    }

    @Test
    void aServerThatIsSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            laptop.config("ConnectTimeout 1\n");
            assertUnreachable("127.0.0.1", silent.getLocalPort(), "no answer from 127.0.0.1", "firewall");
        }
    }

    @Test
    void aServerThatHangsUp() throws Exception {
        try (ServerSocket rude = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = rude.accept()) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertUnreachable("127.0.0.1", rude.getLocalPort(), "closed the connection before the login", "wait");
        }
    }

    @Test
    void aServerThatIsSilentBehindAJumpHost() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ThrowawaySshd jump = sshd("jump")) {
            laptop.config("Host class\n ProxyJump 127.0.0.1:" + jump.port() + "\n ConnectTimeout 2\n");
            assertUnreachable("127.0.0.1", silent.getLocalPort(), "no answer from 127.0.0.1", "firewall");
        }
    }

    private void assertUnreachable(String hostName, int port, String message, String remedy) {
        laptop.config(Shell.read(laptop.ssh("config")) + "Host class\n HostName " + hostName + "\n");
        Hub.HostSpec spec = new Hub.HostSpec("class", Optional.empty(), Optional.of(port), Optional.empty());
        assertThatThrownBy(() -> laptop.connector().connect(spec))
                .isInstanceOfSatisfying(UnreachableException.class, e -> {
                    assertThat(e).hasMessageContaining(message);
                    assertThat(e.remedy()).contains(remedy);
                });
    }

    private ThrowawaySshd sshd(String name) {
        ThrowawaySshd sshd = ThrowawaySshd.start(directory.resolve(name));
        sshd.authorize(key);
        laptop.knows(sshd.knownHost("ed25519"));
        return sshd;
    }

    /** The port that was connected to. */
    private static Script whereFrom() {
        return new Script("where.sh", "set -- $SSH_CONNECTION; echo \"$4\"", Map.of());
    }
}
