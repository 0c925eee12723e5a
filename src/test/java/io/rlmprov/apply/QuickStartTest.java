package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.Readme;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanJson;
import io.rlmprov.ui.PlanText;
import io.rlmprov.ui.Style;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The steps of the README's quick start on a host in memory: plan, apply, plan again, and destroy. */
class QuickStartTest {
    @Test
    void thePlanCreatesTheApplyConvergesAndTheDestroyKeepsTheFilesOfUsers() throws IOException {
        Readme readme = Readme.read();
        FakeHost host = new FakeHost("hub.example.org", "rlm-class");
        Operator operator = new Operator(host, readme.hubYaml());
        operator.environment.keySet().retainAll(readme.variables());
        Plan plan = operator.plan();
        assertThat(readme.text()).contains("`Plan ID: N to create.`");
        assertThat(new PlanText(Style.PLAIN).render(PlanJson.of(plan)))
                .endsWith("\nPlan " + plan.id() + ": " + plan.changes().size() + " to create.\n");
        operator.apply();
        assertThat(operator.plan().isEmpty()).isTrue();
        host.userLogsIn("ann");
        operator.destroy(false);
        assertThat(host.machine().docker.volumes()).containsKey("jupyterhub-user-ann");
    }
}
