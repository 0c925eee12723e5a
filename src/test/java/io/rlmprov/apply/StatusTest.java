package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rlmprov.apply.HubStatus.Drift;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.ui.StatusJson;
import io.rlmprov.ui.StatusText;
import io.rlmprov.ui.Style;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators learn of a hub without a plan: of one that is well, of none, and of one that is not well. */
class StatusTest {
    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator = new Operator(host);

    @BeforeEach
    void anApply() {
        operator.apply();
        host.scripts().clear();
    }

    @Test
    void aHubThatIsWell() {
        host.userLogsIn("ann");
        host.userLogsIn("ben");
        HubStatus status = status();
        assertThat(status.well()).isTrue();
        assertThat(status.services()).extracting(HubStatus.Service::name).contains("hub", "proxy");
        assertThat(status.services()).allMatch(HubStatus.Service::well);
        assertThat(status.servers()).hasSize(2);
        assertThat(status.promised())
                .isEqualTo(2
                        * machine.docker.container("jupyter-ann").orElseThrow().memory());
        assertThat(status.drift()).isEqualTo(new Drift.Of(List.of()));
        assertThat(status.history().last()).hasValueSatisfying(run -> {
            assertThat(run.by()).isEqualTo("ann@laptop");
            assertThat(run.end()).isEqualTo(History.End.DONE);
        });
        assertThat(text(status))
                .startsWith("The hub rlm-class on hub1: all is well\n")
                .contains(
                        "Drift: none",
                        "Last run: apply by ann@laptop at 2026-11-23 10:00:00 UTC",
                        "Proof: a test user's server last started and reached what it needs at 2025-11-23 10:00 UTC.\n");
        assertThat(json(status).path("healthy").asBoolean()).isTrue();
        assertThat(json(status).at("/servers/0/user").asText()).isEqualTo("ann");
    }

    @Test
    void theProofIsTheOneThatPlansName() {
        machine.files.write(machine.state("proven"), "time 1795514400\nboot same\nengine newer\n", "0600");
        HubStatus status = status();
        assertThat(text(status))
                .contains("Proof: a test user's server last started and reached what it needs at 2026-11-24 10:00 UTC;"
                        + " since then Docker has started, so apply checks it again, and rlmprov check does.\n");
        assertThat(json(status).path("lastProof").asText()).isEqualTo("2026-11-24T10:00:00Z");
        assertThat(json(status).path("proofStale").asBoolean()).isTrue();
    }

    @Test
    void oneScriptIsRunAndNothingIsChanged() {
        String before = machine.files.below("/").toString();
        status();
        assertThat(host.scripts()).hasSize(1);
        assertThat(host.ran()).doesNotContain("journal.sh");
        assertThat(machine.files.below("/").toString()).isEqualTo(before);
    }

    @Test
    void aBareHostHasNoHub() {
        FakeHost bare = new FakeHost("rlm-class");
        HubStatus status = new Operator(bare).inspector().status(bare);
        assertThat(status.present()).isFalse();
        assertThat(text(status))
                .startsWith("There is no hub rlm-class on hub1.\nHost: Debian GNU/Linux 13 (trixie), no Docker\n");
        assertThat(text(status)).doesNotContain("Drift", "SERVICE");
        assertThat(json(status).path("present").asBoolean(true)).isFalse();
        assertThat(new Operator(bare).inspector().history(bare).runs()).isEmpty();
    }

    @Test
    void aHubThatWasDestroyedLeavesItsUsersFiles() {
        host.userLogsIn("ann");
        operator.destroy(false);
        assertThat(text(status()))
                .startsWith(
                        "There is no hub rlm-class on hub1. The files of one user are there; apply uses them again.\n")
                .contains("Last run: destroy by ann@laptop");
    }

    @Test
    void whatSomebodyChangedOnTheHostIsDrift() {
        machine.files.write(machine.file("settings.json"), "{}", "0644");
        machine.files.remove(machine.file("compose.yaml"));
        machine.files.write(machine.file("notes.txt"), "mine", "0644");
        HubStatus status = status();
        assertThat(status.well()).isFalse();
        assertThat(text(status))
                .startsWith("The hub rlm-class on hub1: needs attention\n")
                .contains("\n  file/compose.yaml is missing\n", "\n  file/settings.json: ", "idle.timeout")
                .contains("\n  file/notes.txt was added\n");
    }

    @Test
    void aChangeOfHubYamlIsNoDrift() {
        operator.edit("count: 20", "count: 5").add("idle:\n  timeout: 2h\n");
        assertThat(status().drift()).isEqualTo(new Drift.Of(List.of()));
    }

    @Test
    void aServiceThatIsSickOrMissingIsNamed() {
        FakeContainer hub = machine.docker.container("rlmprov-rlm-class-hub").orElseThrow();
        machine.docker.put(hub.inState("running", "unhealthy"));
        machine.docker.remove("rlmprov-rlm-class-proxy");
        assertThat(text(status()))
                .contains("  hub           running, unhealthy  <- not well", "  proxy         absent  <- not well");
    }

    @Test
    void anApplyAtWorkIsNamed() {
        machine.lockedBy = Optional.of("bob@desk since 2026-11-23T10:05:00Z");
        HubStatus status = status();
        assertThat(text(status))
                .contains("Another run of rlmprov is at work: bob@desk, since 2026-11-23 10:05:00 UTC\n");
        assertThat(json(status).path("lockedBy").asText()).isEqualTo("bob@desk since 2026-11-23T10:05:00Z");
    }

    @Test
    void anApplyThatFailedIsNotProven() {
        operator.edit("count: 20", "count: 5");
        operator.userContext.putAll(Operator.files("rlm-start", "#!/bin/false"));
        host.failAt(2);
        try {
            operator.apply();
        } catch (RlmprovException expected) {
            host.reconnect();
        }
        HubStatus status = status();
        assertThat(status.proven()).isFalse();
        assertThat(status.well()).isFalse();
        assertThat(text(status)).contains(": failed at hub1/", "run rlmprov apply again.");
    }

    @Test
    void aHubOfAnotherVersionHasNoDriftThatThisOneKnows() {
        String record = machine.files.read(machine.state("record.json")).orElseThrow();
        machine.files.write(machine.state("record.json"), record.replace("\"format\" : 2", "\"format\" : 1"), "0600");
        assertThat(text(status()))
                .contains("Drift: not known, because an older version of rlmprov applied the hub last.");
        machine.files.write(machine.state("record.json"), record.replace("\"format\" : 2", "\"format\" : 9"), "0600");
        HubStatus newer = status();
        assertThat(text(newer)).contains("Drift: not known, because the host's record.json cannot be read");
        assertThat(newer.services()).extracting(HubStatus.Service::name).contains("hub", "proxy");
    }

    @Test
    void aTornJournalIsRead() {
        machine.files.append(machine.state("journal.jsonl"), "{\"at\":\"2026-11-2", "0600");
        HubStatus status = status();
        assertThat(status.history().unreadable()).isEqualTo(1);
        assertThat(status.history().last())
                .hasValueSatisfying(run -> assertThat(run.end()).isEqualTo(History.End.DONE));
    }

    @Test
    void factsThatCannotBeReadAreNamedBesideTheOthers() {
        host.probed.put("networks", () -> "error: permission denied");
        HubStatus status = status();
        assertThat(status.unread()).containsExactly("networks: permission denied");
        assertThat(text(status)).contains("Not read: networks: permission denied\n", "SERVICE");
    }

    @Test
    void whatTheClassHasSpentIsToldWithAnAlarm() {
        assertThat(text(status())).doesNotContain("Models:");
        host.probed.put("spending", () -> """
                {"usd": "40.125", "tokens": 61000, "budget": {"usd": "50"}, "percent": 80, "alarm": 80, "every": "course", \
                "since": null, "stopped": true}""");
        HubStatus status = status();
        assertThat(status.well()).isTrue();
        assertThat(text(status))
                .contains("Models: $40.13 of $50.00 spent (80 %), 61,000 tokens. 80 % of the class's budget is spent."
                        + " The calls of everybody are stopped.\n");
        assertThat(json(status).at("/spending/alarm").asInt()).isEqualTo(80);
        assertThat(json(status).at("/spending/budget/usd").asText()).isEqualTo("50");
        // An image of another release.
        host.probed.put("spending", () -> "usage: tell");
        assertThat(text(status())).doesNotContain("Models:");
    }

    private HubStatus status() {
        return operator.inspector().status(host);
    }

    private static String text(HubStatus status) {
        return new StatusText(Style.PLAIN).render(status);
    }

    private static JsonNode json(HubStatus status) {
        return StatusJson.of(status);
    }
}
