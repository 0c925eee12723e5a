package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.model.Operation;
import io.rlmprov.model.PlanDocument;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanJson;
import io.rlmprov.ui.PlanText;
import io.rlmprov.ui.Style;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One plan spans several hosts: hub.yaml takes one so far, and nothing that plans and applies assumes it. */
class SeveralHostsTest {
    private final FakeHost first = new FakeHost("hub1", "rlm-class");
    private final FakeHost second = new FakeHost("hub2", "rlm-class");
    private final List<FakeHost> both = List.of(first, second);
    private final Operator operator = new Operator(first);

    @Test
    void onePlanBringsAllToWhatHubYamlSays() {
        Plan plan = operator.plan(both);
        assertThat(plan.operations()).extracting(Operation::id).contains("hub1/install-docker", "hub2/install-docker");
        assertThat(plan.operations())
                .as("operations of different hosts do not wait for each other")
                .allSatisfy(operation ->
                        assertThat(operation.after()).allMatch(id -> id.startsWith(operation.host() + "/")));
        operator.apply(both);
        assertThat(operator.plan(both).isEmpty()).isTrue();
    }

    @Test
    void factsAndDriftAreEachHostsOwn() {
        operator.apply(both);
        second.machine().files.remove(second.machine().file("settings.json"));
        Plan plan = operator.plan(both);
        assertThat(plan.changes()).extracting(change -> change.address().host()).containsOnly("hub2");
        operator.apply(both);
        assertThat(operator.plan(both).isEmpty()).isTrue();
    }

    @Test
    void aHostThatFailsDoesNotStopTheOther() {
        first.failAt(0);
        assertThatThrownBy(() -> operator.apply(both)).isInstanceOf(StepFailed.class);
        first.reconnect();
        assertThat(operator.plan(List.of(second)).isEmpty()).isTrue();
        assertThat(operator.plan(both).isEmpty()).isFalse();
    }

    @Test
    void theTextNamesTheHostOfEachOperation() {
        PlanDocument document = PlanJson.of(operator.plan(both));
        assertThat(new PlanText(Style.PLAIN).render(document))
                .startsWith("rlmprov will change hub rlm-class on hub1, hub2:")
                .contains("Installing Docker on hub1", "Installing Docker on hub2");
    }
}
