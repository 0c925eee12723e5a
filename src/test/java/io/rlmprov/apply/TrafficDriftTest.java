package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

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

    private void assertMends(String... fields) {
        assertThat(HubYamlChangesTest.told(operator.plan())).containsExactlyInAnyOrder(fields);
        operator.apply();
        assertThat(operator.plan().changes()).isEmpty();
    }
}
