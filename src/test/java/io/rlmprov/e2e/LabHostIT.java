package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The lab's promise to all other integration tests: what it makes is a Linux host. */
class LabHostIT {
    @Test
    void aBareHostHasSystemdSudoAndAptButNoDocker() {
        try (var host = LabHost.named("it-lab-bare").up()) {
            assertThat(host.ssh("ps -p 1 -o comm=").succeeded()).isEqualTo("systemd\n");
            assertThat(host.ssh("sudo -n id -u").succeeded()).isEqualTo("0\n");
            assertThat(host.ssh("command -v docker").exit()).isNotZero();
            host.ssh("sudo apt-get update -qq && sudo apt-get install -y -qq jq")
                    .succeeded();
            assertThat(host.ssh("echo '{\"a\": 1}' | jq .a").succeeded()).isEqualTo("1\n");
        }
    }

    @Test
    void aRebootedHostComesBackAtTheSamePortWithItsFiles() {
        try (var host = LabHost.named("it-lab-reboot").up()) {
            host.ssh("echo kept > kept").succeeded();
            host.reboot();
            assertThat(host.ssh("cat kept").succeeded()).isEqualTo("kept\n");
        }
    }

    @Test
    void aUserWithoutSudoIsRefusedBySudo() {
        try (var host = LabHost.named("it-lab-plain").user("plain").up()) {
            assertThat(host.ssh("sudo -n true").err()).contains("password");
        }
    }

    @Test
    void theImagesOfOneHostReachTheNextWithoutItsContainers() {
        try (var first = LabHost.named("it-lab-first").withDocker().up()) {
            first.root("tar -C / -c etc | docker import - small:1 && docker create --name left small:1 sh")
                    .succeeded();
            first.saveImagesAs("it-lab");
            assertThat(first.root("docker ps --all --quiet").succeeded()).isNotEmpty();
            try (var next = LabHost.named("it-lab-next")
                    .withDocker()
                    .withImagesOf("it-lab")
                    .up()) {
                assertThat(next.root("docker image ls --quiet small:1").succeeded())
                        .isNotEmpty();
                assertThat(next.root("docker ps --all --quiet").succeeded()).isEmpty();
            }
        } finally {
            LabHost.forgetImages("it-lab");
        }
    }
}
