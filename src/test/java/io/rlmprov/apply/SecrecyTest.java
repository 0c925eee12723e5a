package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanJson;
import io.rlmprov.ui.PlanText;
import io.rlmprov.ui.Style;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The value of a secret is in secrets.env on the host and nowhere else, through the whole life of a hub. */
class SecrecyTest {
    private static final List<String> VALUES =
            List.of(Operator.KEY, Operator.PASSWORD, Operator.ADMIN_PASSWORD, "sk-another-value");

    private final FakeHost host = new FakeHost("rlm-class");
    private final Operator operator = new Operator(host).add("""
            auth:
              type: shared-password
              password: ${env:CLASS_PASSWORD}
              admin-password: ${env:ADMIN_PASSWORD}
            """);
    private final List<String> shown = new ArrayList<>();

    @Test
    void noValueIsSeenByAnybodyElse() {
        show(operator.plan());
        operator.apply();
        operator.environment.put("OPENAI_API_KEY", "sk-another-value");
        show(operator.plan());
        Throwable stale = catchThrowable(() -> operator.applyAfter(() -> host.machine()
                .files
                .write(host.machine().file("secrets.env"), "OPENAI_API_KEY=" + Operator.KEY + "\n", "0600")));
        shown.add(String.valueOf(stale));
        operator.apply();
        host.failAt(0);
        show(operator.planDestroy(false));
        shown.add(String.valueOf(catchThrowable(() -> operator.destroy(false))));
        shown.add(operator.events.toString());
        shown.add(operator.plan().toString());
        shown.add(host.witness());
        host.machine().files.below("").forEach((path, inode) -> {
            if (!path.endsWith("/secrets.env")) {
                shown.add(path + "\n" + inode.content());
            }
        });
        assertThat(host.machine().files.read(host.machine().file("secrets.env")))
                .as("the one place")
                .contains("OPENAI_API_KEY=sk-another-value\nRLMPROV_ADMIN_PASSWORD=" + Operator.ADMIN_PASSWORD
                        + "\nRLMPROV_USER_PASSWORD=" + Operator.PASSWORD + "\n");
        assertThat(shown)
                .hasSizeGreaterThan(15)
                .allSatisfy(text -> assertThat(text).doesNotContain(VALUES));
    }

    @Test
    void theKeyOfTheHostIsNotSeenEither() {
        operator.apply();
        String key = host.machine()
                .files
                .read(host.machine().state("key"))
                .orElseThrow()
                .strip();
        show(operator.plan());
        shown.add(operator.events.toString());
        shown.add(operator.plan().toString());
        shown.add(host.witness());
        shown.add(host.machine().files.read(host.machine().state("record.json")).orElseThrow());
        assertThat(shown).allSatisfy(text -> assertThat(text).doesNotContain(key));
    }

    private void show(Plan plan) {
        String json = PlanJson.line(PlanJson.of(plan));
        shown.add(json);
        shown.add(new PlanText(Style.PLAIN).render(PlanJson.of(plan)));
    }
}
