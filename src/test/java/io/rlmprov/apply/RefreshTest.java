package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import io.rlmprov.model.FieldDiff;
import io.rlmprov.model.FieldDiff.Origin;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanJson;
import io.rlmprov.ui.PlanText;
import io.rlmprov.ui.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code --refresh-only}: what changed on the host since the last apply, and a record that follows where that is harmless. */
class RefreshTest {
    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator = new Operator(host);

    @BeforeEach
    void anApply() {
        operator.apply();
        host.ran().clear();
    }

    @Test
    void aHostAsTheLastApplyLeftItHasNothingToRecord() {
        Plan plan = operator.planRefresh();
        assertThat(plan.changes()).isEmpty();
        assertThat(text(plan)).isEqualTo("No changes. The hub rlm-class on hub1 is as the last apply left it.\n");
    }

    @Test
    void aTimeoutThatSomebodyChangedIsShownAsItHappened() throws IOException {
        timeout(600);
        Plan plan = operator.planRefresh();
        assertThat(text(plan)).isEqualTo("""
                Changed on the host since the last apply, hub rlm-class on hub1:

                  = file/settings.json
                      ~ idle.timeout  1h -> 10m  (changed on the host)

                Operations
                   1  Recording the state of the host

                Plan %s: 1 to record.
                """.formatted(plan.id()));
        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(Files.readString(Path.of("docs/plan.schema.json")))
                        .validate(new ObjectMapper().readTree(PlanJson.pretty(PlanJson.of(plan)))))
                .isEmpty();
    }

    @Test
    void theRecordFollowsAndTheNextPlanMendsTheHostAsAChangeOfHubYaml() {
        timeout(600);
        String settings = machine.files.read(machine.file("settings.json")).orElseThrow();
        assertThat(operator.refresh().changes()).isEmpty();
        assertThat(host.ran()).containsExactly("record.sh");
        assertThat(machine.files.read(machine.file("settings.json"))).contains(settings);
        assertThat(machine.files.read(machine.state("record.json")).orElseThrow())
                .contains("\"idle.timeout\" : 600");
        assertThat(operator.inspector().status(host).drift()).isEqualTo(new HubStatus.Drift.Of(List.of()));
        assertThat(operator.plan().changes())
                .filteredOn(change -> change.address().name().equals("settings.json"))
                .singleElement()
                .satisfies(change -> assertThat(change.fields())
                        .extracting(FieldDiff::path, FieldDiff::origin)
                        .containsExactly(tuple("idle.timeout", Origin.CONFIG)));
        operator.apply();
        assertThat(operator.plan().isEmpty()).isTrue();
        assertThat(operator.planRefresh().changes()).isEmpty();
    }

    @Test
    void theHistoryHasTheRun() {
        timeout(600);
        operator.refresh();
        assertThat(operator.inspector().history(host).last()).hasValueSatisfying(run -> {
            assertThat(run.action()).isEqualTo("refresh");
            assertThat(run.end()).isEqualTo(History.End.DONE);
        });
    }

    @Test
    void aServiceThatSomebodyStoppedAndANotebookThatIsGoneAreAccepted() {
        machine.docker.put(machine.docker
                .container("rlmprov-rlm-class-proxy")
                .orElseThrow()
                .inState("exited", ""));
        machine.files.remove(machine.file("notebooks/1 start.ipynb"));
        assertThat(operator.planRefresh().changes()).extracting(Change::verb).containsOnly(Verb.ADOPT);
        operator.refresh();
        assertThat(operator.planRefresh().changes()).isEmpty();
        assertThat(operator.plan().changes())
                .extracting(change -> change.address().local())
                .contains("service/proxy", "directory/notebooks");
        operator.apply();
        assertThat(operator.plan().isEmpty()).isTrue();
    }

    @Test
    void whatProtectsUsersAndStrangersCannotBeAccepted() {
        String settings = machine.files.read(machine.file("settings.json")).orElseThrow();
        machine.files.write(machine.file("settings.json"), settings.replace("\"open\"", "\"none\""), "0666");
        machine.files.write(machine.file("secrets.env"), "OPENAI_API_KEY='other'\n", "0644");
        machine.files.write(machine.file("compose.yaml"), "services: {}\n", "0644");
        machine.files.write(machine.file("images/hub/Dockerfile"), "FROM evil\n", "0644");
        machine.files.write(machine.file("notes.txt"), "mine", "0644");
        Plan plan = operator.planRefresh();
        assertThat(plan.changes())
                .extracting(change -> change.address().local())
                .contains(
                        "file/settings.json",
                        "file/secrets.env",
                        "file/compose.yaml",
                        "directory/images/hub",
                        "file/notes.txt");
        assertThat(plan.changes()).extracting(Change::verb).containsOnly(Verb.KEEP);
        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.operations()).isEmpty();
        assertThat(text(plan))
                .contains(
                        "    file/secrets.env  # cannot be accepted; rlmprov apply corrects it\n"
                                + "      ~ OPENAI_API_KEY  (sensitive, differs)  (changed on the host)\n",
                        "    file/notes.txt  # added on the host, and cannot be accepted; rlmprov apply corrects it\n")
                .endsWith("\nNothing to record: " + plan.changes().size() + " cannot be accepted.\n");
    }

    @Test
    void ofOneFileSomeFieldsAreAcceptedAndOthersStayDrift() {
        timeout(600);
        String settings = machine.files.read(machine.file("settings.json")).orElseThrow();
        machine.files.write(machine.file("settings.json"), settings, "0666");
        Plan plan = operator.planRefresh();
        assertThat(text(plan))
                .contains(
                        "  = file/settings.json  # not accepted: mode; rlmprov apply corrects it\n      ~ idle.timeout  1h -> 10m");
        operator.refresh();
        assertThat(operator.planRefresh().changes())
                .singleElement()
                .satisfies(change -> assertThat(change.verb()).isEqualTo(Verb.KEEP));
        assertThat(operator.plan().changes().getFirst().fields())
                .extracting(FieldDiff::path, FieldDiff::origin)
                .contains(tuple("mode", Origin.DRIFT), tuple("idle.timeout", Origin.CONFIG));
    }

    @Test
    void theMarkOfAnApplyThatWasCutOffStays() {
        timeout(600);
        machine.files.write(machine.state("unproven"), "apply1\n", "0600");
        operator.refresh();
        assertThat(machine.files.exists(machine.state("unproven"))).isTrue();
    }

    @Test
    void aHostThatMovesMeanwhileIsNotRecorded() {
        timeout(600);
        Plan approved = operator.planRefresh();
        timeout(300);
        assertThat(operator.planRefresh().id()).isNotEqualTo(approved.id());
    }

    @Test
    void withoutARecordThereIsNothingToCompareWith() {
        FakeHost bare = new FakeHost("rlm-class");
        assertThatThrownBy(() -> new Operator(bare).planRefresh())
                .isInstanceOf(RlmprovException.class)
                .hasMessageContaining("hub1 has no record of an apply");
    }

    private void timeout(int seconds) {
        String settings = machine.files.read(machine.file("settings.json")).orElseThrow();
        machine.files.write(
                machine.file("settings.json"),
                settings.replaceFirst("\"timeout\" ?: ?\\d+", "\"timeout\": " + seconds),
                "0644");
    }

    private static String text(Plan plan) {
        return new PlanText(Style.PLAIN).render(PlanJson.of(plan));
    }
}
