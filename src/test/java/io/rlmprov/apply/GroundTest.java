package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.RlmprovException;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Disks, engines and networks on which an apply would fail after minutes are refused in the plan, with what helps. */
class GroundTest {
    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator = new Operator(host);

    @BeforeEach
    void docker() {
        machine.docker.install();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            disk / 83886080 1000000 ro           | / is mounted read-only.
            disk /run 4096 1000000 rw            | /run has 4.0 MiB left. Remove files (df -h /run).
            disk /var/lib 0 1000000 rw           | /var/lib has 0.0 MiB left.
            disk /tmp 83886080 3 rw              | /tmp has no room for more files (df -i /tmp).
            disk /srv/docker 1048576 1000000 rw  | /srv/docker has 1024.0 MiB left, and building the images takes more than 2 GiB.
            """)
    void aDiskWithoutRoom(String disk, String why) {
        machine.ground = "root /srv/docker\n" + disk;
        refused(why);
    }

    @Test
    void imagesThatAreBuiltNeedLittle() {
        operator.apply();
        machine.ground = "root /srv/docker\ndisk /srv/docker 1048576 - rw";
        assertThatCode(operator::plan).doesNotThrowAnyException();
    }

    @Test
    void aFullDiskIsNoReasonToKeepAHub() {
        operator.apply();
        machine.ground = "root /var/lib/docker\ndisk / 0 0 rw";
        assertThatCode(() -> operator.planDestroy(false)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "userns, Remove userns-remap from /etc/docker/daemon.json",
        "rootless, Use a host on which Docker runs as root"
    })
    void anEngineThatMapsUsers(String option, String why) {
        machine.ground += "\nsecurity seccomp\nsecurity " + option;
        refused(why);
    }

    @Test
    void aNetworkOfDockersPoolsThatIsTooSmall() {
        machine.ground += "\npool 28";
        refused("20 users at a time need as many addresses, and the users' network would be a /28 with 8 for them");
        operator.add("docker:\n  subnet: 10.210.0.0/26\n");
        assertThat(operator.plan().hosts().getFirst().sizing())
                .contains("addresses for servers: 10.210.0.0/26 has 2^6 - 3 - 5 = 56");
    }

    @Test
    void theRemedyNamesANetworkForAllUsers() {
        machine.ground += "\npool 28";
        assertThatThrownBy(operator::plan)
                .extracting(it -> ((RlmprovException) it).remedy())
                .asString()
                .contains("10.210.0.0/27");
    }

    @Test
    void theHubStartsNoMoreServersThanThereAreAddresses() {
        machine.ground += "\nsubnet 10.9.0.0/27";
        operator.add("server:\n  memory: 256M\n").apply();
        assertThat(machine.files.read(machine.file("settings.json")).orElseThrow())
                .contains("\"active\" : 24");
    }

    @Test
    void aNetworkThatIsThereAndTooSmallIsReplacedByDestroyAndApply() {
        machine.ground += "\nsubnet 10.9.0.0/28";
        refused("10.9.0.0/28 has 8 for them");
        assertThatThrownBy(operator::plan)
                .extracting(it -> ((RlmprovException) it).remedy())
                .asString()
                .contains("rlmprov destroy");
    }

    @Test
    void aNetworkThatTheHostReachesOtherwise() {
        operator.add("docker:\n  subnet: 10.210.0.0/22\n");
        machine.ground += "\nroute 10.208.0.0/12 tun0";
        refused("docker.subnet is 10.210.0.0/22, and the host reaches 10.208.0.0/12 by tun0");
        // Once the network is there, the route to it is its own.
        machine.ground =
                machine.ground.replace("route 10.208.0.0/12 tun0", "subnet 10.210.0.0/22\nroute 10.210.0.0/22 br-1");
        assertThatCode(operator::plan).doesNotThrowAnyException();
        machine.ground = machine.ground.replace("subnet 10.210.0.0/22", "subnet 10.211.0.0/22");
        refused("A network cannot be changed");
    }

    @Test
    void aPortThatAStrangerTookWhileOursWasDown() {
        operator.apply();
        FakeContainer proxy =
                machine.docker.container("rlmprov-rlm-class-proxy").orElseThrow();
        machine.listening.put(8000, "docker-proxy");
        assertThatCode(operator::plan).doesNotThrowAnyException();
        machine.docker.put(proxy.inState("exited", ""));
        machine.listening.put(8000, "python3");
        refused("Port 8000 is in use (by python3)");
    }

    private void refused(String why) {
        assertThatThrownBy(operator::plan)
                .isInstanceOf(RlmprovException.class)
                .satisfies(it ->
                        assertThat(Objects.requireNonNull(it.getMessage())).contains(why));
    }
}
