package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which servers are trusted, with a real sshd and real known_hosts files. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostKeyIT {
    @TempDir
    static Path directory;

    @TempDir
    Path home;

    static ThrowawaySshd sshd;
    static Path clientKey;
    Laptop laptop;

    @BeforeAll
    static void start() {
        sshd = ThrowawaySshd.start(directory.resolve("sshd"));
        clientKey = Shell.key(directory.resolve("client"), "ed25519");
        sshd.authorize(clientKey);
    }

    @AfterAll
    static void stop() {
        sshd.close();
    }

    @BeforeEach
    void laptop() {
        laptop = new Laptop(home);
        laptop.config("IdentityFile " + clientKey + "\n");
    }

    /** The server prefers ed25519; a client must ask for the type that it knows. */
    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void aKnownKeyOfAnyTypeIsTrusted(String type) {
        laptop.knows(sshd.knownHost(type));

        laptop.connect(sshd).close();
    }

    /** ssh looks for {@code [127.0.0.1]:PORT}, and where nothing is known for that, for {@code 127.0.0.1}. */
    @Test
    void aKeyThatIsKnownWithoutThePortIsTrusted() {
        laptop.knows(sshd.knownHost("ed25519").replaceFirst("\\[(.*)]:\\d+", "$1"));
        assertThat(Shell.read(laptop.ssh("known_hosts"))).startsWith("127.0.0.1 ssh-ed25519 ");

        laptop.connect(sshd).close();
    }

    @Test
    void anotherKeyWithoutThePortIsNotAChange() {
        laptop.knows("127.0.0.1 " + Shell.publicKey(Shell.key(directory.resolve("other-host"), "ed25519")) + "\n");

        assertThatThrownBy(() -> laptop.connect(sshd))
                .isInstanceOf(HostKeyException.class)
                .hasMessageContaining("is not known");
    }

    @Test
    void aHashedNameIsFound() {
        laptop.knows(sshd.knownHost("ecdsa"));
        Shell.run("ssh-keygen", "-q", "-H", "-f", laptop.ssh("known_hosts").toString());
        assertThat(Shell.read(laptop.ssh("known_hosts"))).startsWith("|1|");

        laptop.connect(sshd).close();
    }

    @Test
    void anUnknownKeyIsRefusedWithItsFingerprintAndTheLineThatHelps() {
        String fingerprint = Shell.run(
                        "ssh-keygen",
                        "-lf",
                        directory.resolve("sshd/host_ed25519.pub").toString())
                .split(" ", -1)[1];

        assertThatThrownBy(() -> laptop.connect(sshd)).isInstanceOfSatisfying(HostKeyException.class, e -> {
            assertThat(e).hasMessageContaining("is not known: ssh-ed25519 " + fingerprint);
            assertThat(e.remedy())
                    .contains(
                            "ssh-keyscan -t ed25519 -p " + sshd.port() + " 127.0.0.1 >> " + laptop.ssh("known_hosts"));
        });
    }

    @Test
    void theLineThatHelpsDoesHelp() {
        assertThatThrownBy(() -> laptop.connect(sshd)).isInstanceOfSatisfying(HostKeyException.class, e -> {
            String keyscan = e.remedy()
                    .lines()
                    .filter(line -> line.contains("keyscan"))
                    .findFirst()
                    .orElseThrow();
            Shell.run("sh", "-c", keyscan);
        });

        laptop.connect(sshd).close();
    }

    @Test
    void aChangedKeyIsRefusedWithTheLineThatHasTheOldOne() {
        Path other = Shell.key(home.resolve("other"), "ed25519");
        laptop.knows("# first line\n[127.0.0.1]:" + sshd.port() + " " + Shell.publicKey(other) + "\n");

        assertThatThrownBy(() -> laptop.connect(sshd)).isInstanceOfSatisfying(HostKeyException.class, e -> {
            assertThat(e)
                    .hasMessageContaining("HAS CHANGED")
                    .hasMessageContaining(laptop.ssh("known_hosts") + ":2 has");
            assertThat(e.remedy())
                    .contains("ssh-keygen -R '[127.0.0.1]:" + sshd.port() + "' -f " + laptop.ssh("known_hosts"));
        });
    }

    @Test
    void aRevokedKeyIsRefusedEvenIfAnEarlierLineTrustsIt() {
        laptop.knows(sshd.knownHost("ed25519"));
        laptop.knows("@revoked * " + sshd.hostKey("ed25519") + "\n");

        assertThatThrownBy(() -> laptop.connect(sshd))
                .isInstanceOf(HostKeyException.class)
                .hasMessageContaining("is revoked by " + laptop.ssh("known_hosts") + ":2");
    }

    @Test
    void acceptNewRemembersTheKeyOnce() {
        laptop.config("StrictHostKeyChecking accept-new\nIdentityFile " + clientKey + "\n");

        laptop.connect(sshd).close();
        laptop.connect(sshd).close();

        assertThat(Shell.read(laptop.ssh("known_hosts"))).isEqualTo(sshd.knownHost("ed25519"));
    }

    @Test
    void checkingCannotBeSwitchedOff() {
        laptop.config("StrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nIdentityFile " + clientKey + "\n");

        assertThatThrownBy(() -> laptop.connect(sshd))
                .isInstanceOf(HostKeyException.class)
                .hasMessageContaining("StrictHostKeyChecking no");
    }

    @Test
    void aCertificateOfAKnownAuthorityIsTrusted() {
        Path authority = Shell.key(home.resolve("ca"), "ed25519");
        Path hostKey = Shell.key(home.resolve("host"), "ecdsa");
        Shell.run(
                "ssh-keygen",
                "-q",
                "-s",
                authority.toString(),
                "-I",
                "host",
                "-h",
                "-n",
                "127.0.0.1",
                hostKey + ".pub");
        try (ThrowawaySshd certified = ThrowawaySshd.start(
                home.resolve("sshd"), "HostKey " + hostKey, "HostCertificate " + hostKey + "-cert.pub")) {
            certified.authorize(clientKey);
            laptop.knows("@cert-authority [127.0.0.1]:* " + Shell.publicKey(authority) + "\n");
            laptop.connect(certified).close();

            Path stranger = Shell.key(home.resolve("stranger"), "ed25519");
            Shell.write(laptop.ssh("known_hosts"), "@cert-authority [127.0.0.1]:* " + Shell.publicKey(stranger) + "\n");
            assertThatThrownBy(() -> laptop.connect(certified)).isInstanceOf(HostKeyException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    -h -n 127.0.0.1 -V 20200101Z:20210101Z | expired at 2021-01-01T00:00:00Z               | Sign the host key
                    -h -n 127.0.0.1 -V 20400101Z:20410101Z | is not valid before 2040-01-01T00:00:00Z       | Check the clock
                    -h -n hub,hub.example.org            | is for hub, hub.example.org, not for 127.0.0.1 | HostKeyAlias
                    -n 127.0.0.1                         | is a user certificate                          | -h -I
                    -h -n 127.0.0.1 -O critical:what=yes | has the critical option what                   | Sign the host key
                    """)
    void aCertificateThatDoesNotCountHasItsOwnSentenceAndRemedy(String options, String message, String remedy) {
        Path authority = Shell.key(home.resolve("ca"), "ed25519");
        Path hostKey = Shell.key(home.resolve("host"), "ed25519");
        Shell.run("sh", "-c", "ssh-keygen -q -s " + authority + " -I host " + options + " " + hostKey + ".pub");
        try (ThrowawaySshd certified = ThrowawaySshd.start(
                home.resolve("sshd"), "HostKey " + hostKey, "HostCertificate " + hostKey + "-cert.pub")) {
            laptop.knows("@cert-authority * " + Shell.publicKey(authority) + "\n");

            assertThatThrownBy(() -> laptop.connect(certified)).isInstanceOfSatisfying(HostKeyException.class, e -> {
                assertThat(e)
                        .hasMessageContaining("the certificate of 127.0.0.1 port")
                        .hasMessageContaining(message);
                assertThat(e.remedy()).contains(remedy).doesNotContain("fail2ban");
            });
        }
    }
}
