package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What carries the traffic, and what the next boot loads. */
class TrafficDriftTest {
    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator = new Operator(host);

    @BeforeEach
    void aHubThatRuns() {
        operator.apply();
    }

    @Test
    void somebodyTurnsForwardingOff() {
        machine.forwarding = false;
        assertMends("update engine/docker forwarding DRIFT");
        assertThat(host.ran()).contains("restore-rules.sh").endsWith("record.sh");
    }

    @Test
    void somebodyFlushesTheRulesOfTheEngine() {
        machine.engineRules = false;
        assertMends("update engine/docker rules DRIFT");
    }

    @ParameterizedTest
    @CsvSource({"tables, all tables", "file, rules file", "unit, unit"})
    void theFirewallIsNotWhatWeLoaded(String part, String field) {
        String loaded = machine.state("firewall.loaded");
        String text = machine.files.read(loaded).orElseThrow();
        machine.files.write(loaded, text.replace(part + " in-force", part + " changed"), "0600");
        assertMends("update firewall/servers " + field + " DRIFT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drops DOCKER-USER -j DROP | iptables -D DOCKER-USER -j DROP",
                "sysctl /etc/sysctl.d/99-cis.conf | /etc/sysctl.d/99-cis.conf turns IP forwarding off",
                "guest tool | docker network disconnect rlmprov-rlm-class-control tool",
                "newer /etc/docker/daemon.json | /etc/docker/daemon.json was changed since Docker started"
            })
    void whatIsNotOursIsToldWithTheCommandThatHelps(String line, String note) {
        machine.traffic = line;
        assertThat(operator.plan().changes()).isEmpty();
        assertThat(operator.plan().hosts().getFirst().notes()).anyMatch(it -> it.contains(note));
    }

    @Test
    void anEngineThatWouldNotStartAgainIsRefused() {
        machine.traffic = "invalid the following directives don't match any configuration option: nonsense";
        assertThatThrownBy(operator::plan).hasMessageContaining("nonsense Correct it");
    }

    @ParameterizedTest
    @CsvSource({
        "data 81a4 root:root jupyterhub_cookie_secret, update volume/rlmprov-rlm-class-hub jupyterhub_cookie_secret DRIFT",
        "data 8180 nobody:root rlmprov_check_token, update volume/rlmprov-rlm-class-hub rlmprov_check_token DRIFT",
        "data 81b6 root:root jupyterhub.sqlite, update volume/rlmprov-rlm-class-hub jupyterhub.sqlite DRIFT"
    })
    void whatTheHubKeepsIsNotAsItMakesIt(String line, String told) {
        machine.hubData = line;
        assertMends(told);
    }

    @Test
    void aFolderInPlaceOfTheDatabaseStartsTheHubAgain() {
        machine.hubData = "data 41ed root:root jupyterhub.sqlite";
        assertThat(HubYamlChangesTest.told(operator.plan())).contains("update service/hub DRIFTED_INPUT");
    }

    @Test
    void anInternalNetworkOrOneWhoseServersDoNotReachTheHubIsRefused() {
        machine.traffic = "{\"name\":\"rlmprov-rlm-class\",\"driver\":\"bridge\",\"internal\":true,"
                + "\"options\":{\"com.docker.network.bridge.enable_icc\":\"false\"}}\n"
                + "control {\"name\":\"rlmprov-rlm-class-control\",\"internal\":false}";
        assertThatThrownBy(operator::plan)
                .hasMessageContaining("is internal, so users' servers reach nothing outside")
                .hasMessageContaining("enable_icc=false")
                .hasMessageContaining("rlmprov-rlm-class-control can be reached from outside")
                .hasMessageContaining("docker network rm rlmprov-rlm-class");
    }

    @Test
    void aVolumeWithOptionsIsRefused() {
        machine.hubData = "options rlmprov-rlm-class-hub device=tmpfs type=tmpfs";
        assertThatThrownBy(operator::plan)
                .hasMessageContaining("was made with options (device=tmpfs type=tmpfs)")
                .hasMessageContaining("docker volume rm rlmprov-rlm-class-hub");
    }

    private void assertMends(String... fields) {
        assertThat(HubYamlChangesTest.told(operator.plan())).containsExactlyInAnyOrder(fields);
        operator.apply();
        assertThat(operator.plan().changes()).isEmpty();
    }
}
