package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rlmprov.model.Change;
import io.rlmprov.model.Operation;
import io.rlmprov.plan.Plan;
import org.junit.jupiter.api.Test;

/** After an apply the plan is empty: from a bare host, and after whatever interrupted an earlier one. */
class ConvergenceTest {
    private final FakeHost host = new FakeHost("rlm-class");
    private final Operator operator = new Operator(host).add("trust: {certificates: [corp.pem]}\n");

    @Test
    void aBareHostGetsEverythingFromOnePlan() {
        assertThat(operator.plan().changes())
                .allSatisfy(change -> assertThat(change.verb()).isEqualTo(Change.Verb.CREATE));
        operator.apply();
        assertThat(operator.plan().changes()).isEmpty();
        assertThat(host.ran())
                .containsExactly(
                        "trust.sh",
                        "install-docker.sh",
                        "prepare.sh",
                        "write-files.sh",
                        "build-image.sh",
                        "build-image.sh",
                        "write-files.sh",
                        "create-objects.sh",
                        "firewall.sh",
                        "start-stack.sh",
                        "check-server.sh",
                        "record.sh");
    }

    @Test
    void whatChangesTheHostWaitsForWhatAnInterruptedApplyLeftAtWorkThere() {
        operator.apply();
        operator.destroy(true);
        assertThat(host.scripts())
                .filteredOn(script -> !script.name().equals("probe.sh"))
                .hasSizeGreaterThan(15)
                .allSatisfy(script -> assertThat(script.text())
                        .as(script.name())
                        .containsOnlyOnce("exec 8>>$turn\n")
                        .containsPattern("(?s)until joined; do.*set -eu"));
        assertThat(host.scripts())
                .filteredOn(script -> script.name().equals("probe.sh"))
                .allSatisfy(script -> assertThat(script.text()).doesNotContain("flock -n"));
    }

    @Test
    void aPlanWithNothingToDoChangesNothing() {
        operator.apply();
        int before = host.machine().fuse.burnt();
        operator.plan();
        assertThat(host.machine().fuse.burnt()).isEqualTo(before);
    }

    @Test
    void whicheverStepFailsIsNamedAndTheNextApplyGoesOn() {
        int steps = stepsFromBare();
        assertThat(steps).isEqualTo(12);
        for (int n = 0; n < steps; n++) {
            FakeHost broken = new FakeHost("rlm-class");
            Operator ann = operatorOf(broken);
            broken.failAt(n);
            Throwable error = catchThrowable(ann::apply);
            Operation failed = ann.events.stream()
                    .filter(Event.Failed.class::isInstance)
                    .map(event -> ((Event.Failed) event).operation())
                    .findFirst()
                    .orElseThrow();
            assertThat(error)
                    .isInstanceOf(StepFailed.class)
                    .hasMessage(failed.doing() + " failed with exit status 1. Its last lines:\n"
                            + "  | one line\n  | E: no space left on device");
            broken.reconnect();
            assertConverges(ann, "step " + n + " failed");
        }
    }

    @Test
    void aConnectionLostBetweenAnyTwoChangesToABareHostIsNoHarm() {
        int changes = changesFromBare();
        assertThat(changes).isGreaterThan(30);
        for (int n = 0; n < changes; n++) {
            FakeHost broken = new FakeHost("rlm-class");
            Operator ann = operatorOf(broken);
            broken.machine().fuse.blowAfter(n);
            Throwable error = catchThrowable(ann::apply);
            // The last change is the journal's line about the end.
            if (n < changes - 1) {
                assertThat(error)
                        .message()
                        .containsAnyOf("The connection to hub1 was lost.", "the lock on hub1 was lost");
            }
            broken.reconnect();
            assertConverges(ann, "change " + n + " was the last before the connection was lost");
        }
    }

    @Test
    void aConnectionLostBetweenAnyTwoChangesToARunningHubIsNoHarm() {
        for (int n = 0; ; n++) {
            FakeHost broken = new FakeHost("rlm-class");
            Operator ann = operatorOf(broken);
            ann.apply();
            broken.userLogsIn("bob");
            ann.edit("count: 20", "count: 10").add("http: {port: 80}\nserver: {memory: 256M}\n");
            ann.environment.put("OPENAI_API_KEY", "another");
            ann.hubContext.putAll(Operator.files("Dockerfile", "FROM another"));
            ann.userContext.putAll(Operator.files("Dockerfile", "FROM another"));
            ann.notebooks.remove("1 start.ipynb");
            broken.machine().fuse.blowAfter(n);
            if (catchThrowable(ann::apply) == null) {
                assertThat(n).isGreaterThan(10);
                return;
            }
            broken.reconnect();
            assertConverges(ann, "change " + n + " was the last before the connection was lost");
        }
    }

    @Test
    void aDestroyThatIsInterruptedAnywhereIsFinishedByTheNext() {
        for (int n = 0; ; n++) {
            FakeHost broken = new FakeHost("rlm-class");
            Operator ann = operatorOf(broken);
            ann.apply();
            broken.userLogsIn("bob");
            broken.machine().fuse.blowAfter(n);
            if (catchThrowable(() -> ann.destroy(true)) == null) {
                assertThat(n).isGreaterThan(10);
                return;
            }
            broken.reconnect();
            assertThat(ann.destroy(true).isEmpty())
                    .as("change %d was the last before the connection was lost", n)
                    .isTrue();
        }
    }

    @Test
    void aHubWhosePlacesAreAllTakenIsNoObstacle() {
        operator.edit("count: 20", "count: 2").add("server: {memory: 2G}\n").apply();
        for (int n = 0; n < 16; n++) {
            host.userLogsIn("user" + n);
        }
        operator.environment.put("OPENAI_API_KEY", "another");
        operator.apply();
        assertThat(operator.events)
                .filteredOn(Event.Finished.class::isInstance)
                .extracting(event -> ((Event.Finished) event).done())
                .contains("Started no test user's server: all places are taken");
        assertThat(operator.plan().changes()).isEmpty();
    }

    @Test
    void anApplyThatWasCutOffIsNotProven() {
        operator.apply();
        operator.add("idle: {timeout: 30m}\n");
        int operations = operator.plan().operations().size();
        host.loseConnectionAt(operations - 2);
        assertThatThrownBy(operator::apply).hasMessageStartingWith("Starting a test user's server failed");
        host.reconnect();

        Plan plan = operator.plan();
        assertThat(plan.changes())
                .filteredOn(change -> change.reasons().contains(Change.Reason.UNPROVEN))
                .extracting(change -> change.address().local())
                .containsExactly("proof/hub");
        assertThat(plan.operations())
                .extracting(Operation::local)
                .containsSubsequence("start-stack", "await-health", "check-server", "record");
        operator.apply();
        assertThat(operator.plan().changes()).isEmpty();
        assertThat(host.machine().files.exists(host.machine().state("unproven")))
                .isFalse();
    }

    @Test
    void aStepThatLostItsConnectionIsNamed() {
        host.loseConnectionAt(4);
        assertThatThrownBy(operator::apply)
                .isInstanceOf(StepFailed.class)
                .hasMessageMatching("Building image rlm-hub:[0-9a-f]{12} failed: The connection to hub1 was lost[.]");
    }

    @Test
    void aJournalThatCannotBeWrittenDoesNotHideWhyTheStepFailed() {
        host.failAt(1);
        host.loseConnectionAt(2);
        assertThatThrownBy(operator::apply)
                .isInstanceOf(StepFailed.class)
                .hasMessageStartingWith("Installing Docker failed");
    }

    @Test
    void usersCanReadWhatIsWrittenForThem() {
        operator.notebooks.putAll(Operator.files("deep/down/figure.svg", "<svg/>"));
        operator.apply();
        assertThat(host.machine().files.below(host.machine().names.directory()))
                .allSatisfy((path, inode) -> assertThat(inode.mode())
                        .as(path)
                        .isEqualTo(path.matches("(secrets|proxy).env") ? "0600" : inode.directory() ? "0755" : "0644"));
    }

    private int stepsFromBare() {
        operator.apply();
        return host.ran().size();
    }

    private int changesFromBare() {
        int before = host.machine().fuse.burnt();
        operator.apply();
        return host.machine().fuse.burnt() - before;
    }

    private static Operator operatorOf(FakeHost host) {
        return new Operator(host).add("trust: {certificates: [corp.pem]}\n");
    }

    private static void assertConverges(Operator operator, String after) {
        assertThatCode(operator::apply).as(after).doesNotThrowAnyException();
        assertThat(operator.plan().changes()).as(after).isEmpty();
    }
}
