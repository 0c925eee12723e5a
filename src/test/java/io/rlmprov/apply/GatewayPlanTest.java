package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.apply.FileTree.Inode;
import io.rlmprov.plan.Plan;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With a gateway, providers' keys are in one file that the gateway alone reads, and its settings need no restart. */
class GatewayPlanTest {
    private static final String GATEWAY = "llm: {mode: gateway, budget: {user: 2 USD}}\n";
    private static final String CONTAINER = "rlmprov-rlm-class-gateway";

    private final FakeHost host = new FakeHost("rlm-class");
    private final Operator operator = new Operator(host);

    @Test
    void theGatewayIsThereOnHubsThatAskForIt() {
        operator.apply();
        assertThat(host.machine().docker.container(CONTAINER)).isEmpty();

        operator.add(GATEWAY);
        assertThat(told(operator.plan()))
                .contains(
                        "CREATE service/gateway",
                        "CREATE file/gateway.json",
                        "CREATE file/gateway.env",
                        "CREATE volume/" + CONTAINER);
        operator.apply();
        assertThat(operator.plan().isEmpty()).isTrue();
        assertThat(host.machine().docker.container(CONTAINER)).isPresent();
    }

    @Test
    void aProvidersKeyIsInTheGatewaysFileAlone() {
        operator.add(GATEWAY);
        operator.apply();

        Inode file = host.machine().files.stat(host.machine().file("gateway.env"));
        assertThat(file.content()).contains("OPENAI_API_KEY=");
        assertThat(file.owner() + " " + file.mode()).isEqualTo("65521:65521 0400");
        assertThat(read("secrets.env")).doesNotContain("OPENAI_API_KEY");
        assertThat(read("gateway.json"))
                .contains("\"key\" : \"OPENAI_API_KEY\"", "\"usd\" : 2", "\"every\" : \"course\"");
    }

    @Test
    void anotherBudgetOrKeyNeedsNoRestart() {
        operator.add(GATEWAY);
        operator.apply();

        operator.edit("2 USD", "3.50 USD");
        Plan plan = operator.plan();
        assertThat(told(plan)).containsExactly("UPDATE file/gateway.json");
        assertThat(plan.operations()).extracting(operation -> operation.local()).contains("reread/gateway");
        operator.apply();
        assertThat(operator.plan().isEmpty()).isTrue();
    }

    @Test
    void backToDirectRemovesTheServiceAndItsFilesAndKeepsWhatWasSpent() {
        operator.add(GATEWAY);
        operator.apply();

        operator.edit("mode: gateway, budget: {user: 2 USD}", "mode: direct");
        assertThat(told(operator.plan()))
                .contains("DELETE service/gateway", "DELETE file/gateway.env", "KEEP volume/" + CONTAINER);
        operator.apply();
        assertThat(operator.plan().isEmpty()).isTrue();
        assertThat(host.machine().docker.container(CONTAINER)).isEmpty();
        assertThat(host.machine().docker.volumes()).containsKey(CONTAINER);
        assertThat(read("secrets.env")).contains("OPENAI_API_KEY");
    }

    @Test
    void spendingSurvivesADestroyButNoPurge() {
        operator.add(GATEWAY);
        operator.apply();

        operator.destroy(false);
        assertThat(host.machine().docker.volumes()).containsKey(CONTAINER);
        operator.apply();
        operator.destroy(true);
        assertThat(host.machine().docker.volumes()).doesNotContainKey(CONTAINER);
    }

    private String read(String file) {
        return host.machine().files.read(host.machine().file(file)).orElseThrow();
    }

    private static List<String> told(Plan plan) {
        return plan.changes().stream()
                .map(change -> change.verb() + " " + change.address().local())
                .toList();
    }
}
