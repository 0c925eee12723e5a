package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoCommonAlgorithmTest {
    @ParameterizedTest
    @CsvSource({
        "KeyExchangeAlgorithms, key exchange, KexAlgorithms",
        "HostKeyAlgorithms, type of host key, HostKeyAlgorithms",
        "Client2ServerCipherAlgorithms, cipher, Ciphers",
        "Server2ClientMACAlgorithms, MAC, MACs"
    })
    void saysWhoLacksWhatAndWhereToAddIt(String kind, String what, String keyword) {
        NoCommonAlgorithm none = NoCommonAlgorithm.of(
                        "Unable to reach a settlement of " + kind
                                + ": [ours-1, ours-2, ext-info-c, kex-strict-c-v00@openssh.com] and [theirs, kex-strict-s-v00@openssh.com]")
                .orElseThrow();

        assertThat(none.what()).isEqualTo(what);
        assertThat(none.sentence()).isEqualTo("the host offers only theirs; rlmprov knows ours-1, ours-2");
        assertThat(none.remedy())
                .isEqualTo("Add one that rlmprov knows to " + keyword
                        + " in the host's sshd_config, for example ours-1, and reload sshd.");
    }

    @Test
    void anotherMessageIsNone() {
        assertThat(NoCommonAlgorithm.of("Connection reset")).isEmpty();
    }
}
