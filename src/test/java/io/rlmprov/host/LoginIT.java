package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.Hub;
import io.rlmprov.facts.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys log in, over a real sshd and a real ssh-agent. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoginIT {
    @TempDir
    Path directory;

    ThrowawaySshd sshd;
    ThrowawayAgent agent;
    Laptop laptop;

    @BeforeEach
    void start() {
        sshd = ThrowawaySshd.start(directory.resolve("sshd"));
        agent = ThrowawayAgent.start(directory);
        laptop = new Laptop(directory.resolve("home"));
        laptop.knows(sshd.knownHost("ed25519"));
    }

    @AfterEach
    void stop() {
        sshd.close();
        agent.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void aUsualKeyFileLogsIn(String type) {
        sshd.authorize(laptop.key("id_" + type, type));

        assertLogsIn(Laptop.spec(sshd));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void aKeyOfTheAgentLogsIn(String type) {
        Path key = Shell.key(directory.resolve("elsewhere"), type);
        sshd.authorize(key);
        agent.add(key);
        laptop.uses(agent);

        assertLogsIn(Laptop.spec(sshd));
    }

    @Test
    void aKeyWithAPassphraseLogsInThroughTheAgent() throws Exception {
        Path key = Shell.key(laptop.ssh("id_ed25519"), "ed25519", "secret");
        Path open = Files.copy(key, directory.resolve("open"));
        Shell.run("ssh-keygen", "-q", "-p", "-P", "secret", "-N", "", "-f", open.toString());
        sshd.authorize(key);
        laptop.uses(agent);

        assertThatThrownBy(() -> laptop.connect(sshd))
                .isInstanceOf(LoginRefusedException.class)
                .hasMessageContaining("there is no key to log in with")
                .hasMessageContaining("needs a passphrase and is not in ssh-agent: run ssh-add " + key);

        agent.add(open);
        assertLogsIn(Laptop.spec(sshd));
    }

    @Test
    void theIdentityOfHubYamlIsTriedFirst() {
        for (int i = 0; i < 7; i++) {
            agent.add(Shell.key(directory.resolve("other" + i), "ed25519"));
        }
        laptop.uses(agent);
        Path key = Shell.key(directory.resolve("class"), "rsa");
        sshd.authorize(key);

        assertLogsIn(new Hub.HostSpec("127.0.0.1", Optional.empty(), Optional.of(sshd.port()), Optional.of(key)));
    }

    @Test
    void identitiesOnlyKeepsTheAgentsOtherKeysBack() {
        Path wanted = Shell.key(directory.resolve("wanted"), "rsa");
        agent.add(Shell.key(directory.resolve("other"), "ed25519"));
        agent.add(wanted);
        laptop.uses(agent);
        sshd.authorize(wanted);
        laptop.config("Host class\n HostName 127.0.0.1\n Port " + sshd.port() + "\n IdentitiesOnly yes\n IdentityFile "
                + wanted + ".pub\n");

        assertLogsIn(Laptop.spec("class"));
        assertThat(sshd.log()).doesNotContain("Failed publickey");
    }

    @Test
    void whenNoKeyIsTakenTheErrorNamesThoseThatWereTriedAndWhatHelps() {
        Path file = laptop.key("id_rsa", "rsa");
        for (int i = 0; i < 6; i++) {
            agent.add(Shell.key(directory.resolve("agent" + i), "ed25519"));
        }
        laptop.uses(agent);

        assertThatThrownBy(() -> laptop.connect(sshd)).isInstanceOfSatisfying(LoginRefusedException.class, e -> {
            assertThat(e)
                    .hasMessageContaining("agent key agent0 (ssh-ed25519)")
                    .hasMessageContaining("closed the connection after 6 keys (Too many authentication failures)")
                    .hasMessageContaining("1 more key was not tried")
                    .hasMessageNotContaining(file.toString());
            assertThat(e.remedy()).contains("MaxAuthTries").contains("IdentitiesOnly yes");
        });
    }

    @Test
    void aServerThatTakesNoneOfTheKeysIsSaidWithWhatItTakes() {
        laptop.key("id_rsa", "rsa");

        assertThatThrownBy(() -> laptop.connect(sshd)).isInstanceOfSatisfying(LoginRefusedException.class, e -> {
            assertThat(e)
                    .hasMessageContaining("took none of the keys that were tried:\n  " + laptop.ssh("id_rsa"))
                    .hasMessageContaining("the server takes: publickey");
            assertThat(e.remedy()).contains("ssh-copy-id -p " + sshd.port() + " ");
        });
    }

    @Test
    void aKeyThatOthersMayReadIsNotUsed() {
        Path key = laptop.key("id_ed25519", "ed25519");
        sshd.authorize(key);
        Shell.run("chmod", "644", key.toString());

        assertThatThrownBy(() -> laptop.connect(sshd))
                .isInstanceOf(LoginRefusedException.class)
                .hasMessageContaining("others may read it (rw-r--r--); run chmod 600 " + key);
    }

    @Test
    void anAgentThatIsGoneIsSaid() {
        laptop.uses(agent);
        agent.close();

        assertThatThrownBy(() -> laptop.connect(sshd))
                .hasMessageContaining("(the ssh-agent's socket " + agent.socket());
    }

    private void assertLogsIn(Hub.HostSpec spec) {
        try (SshHost host = laptop.connector().connect(spec)) {
            assertThat(host.run(new Script("test.sh", "echo in", Map.of()), _ -> {})
                            .out())
                    .isEqualTo("in\n");
        }
    }
}
