package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.apply.FileTree.Inode;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanJson;
import io.rlmprov.plan.Selection;
import io.rlmprov.ui.PlanText;
import io.rlmprov.ui.Style;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With a gateway, providers' keys are in one file that the gateway alone reads, and its settings need no restart. */
class GatewayPlanTest {
    private static final String GATEWAY = "llm: {mode: gateway, budget: {user: 2 USD}}\n";
    private static final String CONTAINER = "rlmprov-rlm-class-gateway";

    private final FakeHost host = new FakeHost("rlm-class");
    private final Operator operator = new Operator(host);

    @Test
    void theGatewayIsThereOnHubsThatAskForItAndOthersSayThatUsersCanReadTheKeys() {
        operator.apply();
        assertThat(host.machine().docker.container(CONTAINER)).isEmpty();
        operator.edit("count: 20", "count: 10");
        assertThat(text(operator.plan())).contains("Every user can read and copy the API keys in keys.");

        operator.add(GATEWAY);
        assertThat(text(operator.plan()))
                .contains("The API keys move from users' servers to the new service gateway")
                .doesNotContain("can read and copy");
        assertThat(told(operator.plan()))
                .contains(
                        "CREATE service/gateway",
                        "CREATE file/gateway.json",
                        "CREATE file/gateway.env",
                        "CREATE volume/" + CONTAINER);
        operator.apply();
        assertThat(operator.plan().isEmpty()).isTrue();
        assertThat(host.machine().docker.container(CONTAINER)).isPresent();
        operator.edit("count: 10", "count: 20");
        assertThat(text(operator.plan())).doesNotContain("new service gateway");
    }

    @Test
    void aHubWithoutAProvidersKeyHasNoNoteOfIt() {
        operator.edit("OPENAI_API_KEY: ${env:OPENAI_API_KEY}", "OTHER: value");
        assertThat(text(operator.plan())).doesNotContain("can read and copy");
    }

    @Test
    void newSettingsWaitForAGatewayThatIsNotThereYet() {
        operator.apply();
        operator.add(GATEWAY);
        operator.apply(new Selection(List.of("file/gateway.json"), List.of(), List.of()));
        assertThat(host.machine().docker.container(CONTAINER)).isEmpty();
        assertThat(told(operator.plan())).contains("CREATE service/gateway");
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
    void theFirstPlanSaysWhoKeepsTheKeysThatUsersHad() {
        operator.apply();
        operator.add(GATEWAY);
        assertThat(text(operator.plan()))
                .contains("~ file/secrets.env  # replace the keys at the providers, because users could copy them");
        host.userLogsIn("bob");
        assertThat(text(operator.plan()))
                .contains("# the running server keeps the API keys until it stops; replace the keys at the providers");
        operator.apply();
        operator.edit("OPENAI_API_KEY: ${env:OPENAI_API_KEY}", "GEMINI_API_KEY: ${env:OPENAI_API_KEY}");
        assertThat(text(operator.plan())).doesNotContain("could copy");
    }

    @Test
    void aMissingBudgetIsNoted() {
        operator.add("llm: {mode: gateway}\n");
        assertThat(text(operator.plan())).contains("No budget limits what users spend on models");
        operator.edit("{mode: gateway}", "{mode: gateway, budget: {class: 50 USD}}");
        assertThat(text(operator.plan())).doesNotContain("No budget");
    }

    @Test
    void proxiesReachTheGatewayAndUsersServers() {
        operator.add("  HTTPS_PROXY: http://proxy.example.org:3128\n  NO_PROXY: inside.example.org\n" + GATEWAY);
        operator.apply();
        assertThat(read("gateway.env")).contains("HTTPS_PROXY=http://proxy", "NO_PROXY=inside");
        assertThat(read("secrets.env")).contains("HTTPS_PROXY=http://proxy").doesNotContain("OPENAI_API_KEY");
        operator.edit("http://proxy.example.org", "socks5://user:word@proxy.example.org");
        assertThatThrownBy(operator::plan)
                .hasMessageContaining("is not the address of an HTTP proxy")
                .hasMessageNotContaining("word");
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

    private static String text(Plan plan) {
        return new PlanText(Style.PLAIN).render(PlanJson.of(plan));
    }

    private static List<String> told(Plan plan) {
        return plan.changes().stream()
                .map(change -> change.verb() + " " + change.address().local())
                .toList();
    }
}
