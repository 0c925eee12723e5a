package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.config.RlmprovException;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a new key goes, and what is said where it may go nowhere. */
class HostKeyCheckTest {
    private static final PublicKey SHOWN = key();

    @TempDir
    Path home;

    @Test
    void aNewKeyIsAppendedInALineOfItsOwn() {
        Path file = home.resolve(".ssh/known_hosts");
        Shell.write(file, "other ssh-ed25519 AAAA");

        assertThat(check("StrictHostKeyChecking accept-new\n").verify("", 0, SHOWN))
                .isTrue();
        assertThat(check("StrictHostKeyChecking accept-new\n").verify("", 0, SHOWN))
                .isTrue();

        assertThat(Shell.read(file).lines()).hasSize(2).first().isEqualTo("other ssh-ed25519 AAAA");
        assertThat(Shell.read(file)).contains("\nhub ssh-rsa ").endsWith("\n");
    }

    /** To accept a new key and to forget it is to accept anything; the system's file is not the user's to write. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "/dev/null"})
    void aKeyThatWouldBeForgottenIsRefused(String files) {
        Path system = home.resolve("etc-ssh/ssh_known_hosts");
        Shell.write(system, "");

        RlmprovException refusal = refusal("StrictHostKeyChecking accept-new\nUserKnownHostsFile " + files + "\n");

        assertThat(refusal).hasMessageContaining("StrictHostKeyChecking accept-new\" of ssh_config is not followed");
        assertThat(refusal.remedy())
                .contains("remove UserKnownHostsFile in config:2 ")
                .contains("\n  ssh-keyscan -t rsa hub >> " + home.resolve(".ssh/known_hosts") + "\n");
        assertThat(system).isEmptyFile();
        assertThat(home.resolve(".ssh")).doesNotExist();
    }

    @Test
    void theLineThatHelpsBeginsALineOfItsOwn() {
        Path file = home.resolve(".ssh/known_hosts");
        assertThat(refusal("").remedy()).contains("\n  ssh-keyscan -t rsa hub >> " + file + "\n");

        Shell.write(file, "other ssh-ed25519 AAAA");
        assertThat(refusal("").remedy()).contains("\n  (echo; ssh-keyscan -t rsa hub) >> " + file + "\n");
    }

    private RlmprovException refusal(String config) {
        HostKeyCheck check = check(config);
        assertThat(check.verify("", 0, SHOWN)).isFalse();
        return check.refusal().orElseThrow();
    }

    private HostKeyCheck check(String config) {
        Operator operator = new Operator(home, "ann", Map.of(), home.resolve("etc-ssh"));
        SshConfig parsed = SshConfig.parse(new SshConfig.Source("config", config), (_, _) -> List.of());
        return HostKeyCheck.of(
                new TargetResolver(operator, new SshConfigReader(operator, parsed)).resolve(Laptop.spec("hub")));
    }

    private static PublicKey key() {
        try {
            return KeyPairGenerator.getInstance("RSA").generateKeyPair().getPublic();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
