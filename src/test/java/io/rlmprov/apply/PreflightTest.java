package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.RlmprovException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A host on which an apply must fail is refused in the plan, with the sentence that helps. */
class PreflightTest {
    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator = new Operator(host);

    @ParameterizedTest
    @CsvSource({
        "debian, 12, true",
        "debian, 13, true",
        "debian, 11, false",
        "debian, '', false",
        "ubuntu, 22.04, true",
        "ubuntu, 26.04, true",
        "ubuntu, 20.04, false",
        "fedora, 43, false"
    })
    void dockerIsInstalledWhereItsScriptCan(String id, String version, boolean can) {
        machine.os = "id=%s\nversion=%s\ntitle=Some Linux %s\ninit=systemd".formatted(id, version, version);
        if (can) {
            assertThatCode(operator::plan).doesNotThrowAnyException();
        } else {
            assertRefused("installs it on Debian 12 and 13 and on Ubuntu 22.04 and newer only; this is Some Linux");
        }
        machine.docker.install();
        assertThatCode(operator::plan).doesNotThrowAnyException();
    }

    @Test
    void withoutSystemdTheFirewallWouldBeGoneAfterAReboot() {
        machine.docker.install();
        machine.os = machine.os.replace("systemd", "sh");
        assertRefused("This host was not started by systemd but by sh");
    }

    @Test
    void nftMustBeThereOrBeInstallable() {
        machine.docker.install();
        machine.apt = false;
        assertRefused("The command nft is missing");
        machine.nft = true;
        assertThatCode(operator::plan).doesNotThrowAnyException();
    }

    @Test
    void theParserOfAppArmorMustBeThereOrBeInstallable() {
        machine.docker.install();
        machine.nft = true;
        machine.apparmor = true;
        assertThatCode(operator::plan).doesNotThrowAnyException();
        machine.apt = false;
        assertRefused("the command apparmor_parser is missing");
    }

    @Test
    void aNetworkOfAnotherDriverIsNotReplacedBehindItsMakersBack() {
        machine.docker.install();
        machine.docker.addNetwork("rlmprov-rlm-class", "macvlan");
        assertRefused("The network rlmprov-rlm-class has the driver macvlan; ours is bridge.");
    }

    @Test
    void anEngineThatDoesNotAnswerLetsNothingBeDestroyed() {
        operator.apply();
        machine.docker.stopped = true;
        assertThatThrownBy(() -> operator.planDestroy(true))
                .isInstanceOf(RlmprovException.class)
                .hasMessageContaining("The Docker daemon does not answer.");
        machine.docker.uninstall();
        assertThatThrownBy(() -> operator.planDestroy(false))
                .hasMessageContaining("/var/lib/docker/volumes holds data");
        machine.docker.volumes().clear();
        assertThat(operator.planDestroy(true).isEmpty()).isFalse();
    }

    @Test
    void anEngineThatLacksComposeCanBeAsked() {
        operator.apply();
        machine.docker.compose = "";
        operator.destroy(true);
        assertThat(machine.docker.containers()).isEmpty();
        assertThat(machine.docker.volumes()).isEmpty();
    }

    private void assertRefused(String why) {
        assertThatThrownBy(operator::plan)
                .isInstanceOf(RlmprovException.class)
                .hasMessageContaining("This host cannot carry the hub rlm-class:")
                .hasMessageContaining(why);
        assertThat(host.ran()).isEmpty();
    }
}
