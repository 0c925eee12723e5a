package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What hub.yaml's section docker gives to the script on the host. */
class InstallDockerTest {
    private static final String FINGERPRINT = "0123456789ABCDEF0123456789ABCDEF01234567";

    private final FakeHost host = new FakeHost("rlm-class");
    private final Operator operator = new Operator(host);

    @Test
    void aMirrorComesWithTheKeyThatSignsIt() {
        operator.add("docker: {install: upstream, repository: https://mirror.example.org/, fingerprint: " + FINGERPRINT
                        + "}\n")
                .apply();
        assertThat(host.witness())
                .containsPattern("install-docker.sh .*FINGERPRINT=" + FINGERPRINT
                        + ", INSTALL=upstream, .*REPOSITORY=https://mirror.example.org}");
    }

    @Test
    void aFingerprintWithoutAMirrorIsNotTakenForDockersOwn() {
        operator.add("docker: {fingerprint: " + FINGERPRINT + "}\n").apply();
        assertThat(host.witness()).containsPattern("install-docker.sh .*FINGERPRINT=, INSTALL=auto, .*REPOSITORY=}");
    }
}
