package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.apply.Station.Outcome;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.kinds.proof.LastProof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the stations of a user's path mean for an apply, and for a later plan. */
class UserPathTest {
    private static final String PROXY =
            "{\"station\": \"proxy\", \"outcome\": \"ok\", \"said\": \"JupyterHub 5.5.1 answers through it\"}";
    private static final String LOST =
            "{\"station\": \"DNS\", \"outcome\": \"failed\", \"said\": \"the name x.org is not resolved\", \"remedy\": \"See dns.\","
                    + " \"where\": \"reach\"}";
    private static final String BROKEN = LOST.replace("reach\"}", "host\"}");

    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator = new Operator(host);

    @Test
    void aStationIsALineOfJsonAmongOthers() {
        UserPath path = UserPath.parse("#1 pulling\n" + PROXY + "\n{\"station\": broken\n" + LOST + "\n");
        assertThat(path.stations())
                .containsExactly(
                        new Station("proxy", Outcome.OK, "JupyterHub 5.5.1 answers through it", ""),
                        new Station("DNS", Outcome.UNREACHED, "the name x.org is not resolved", "See dns."));
        assertThat(path.end()).map(Station::name).contains("DNS");
    }

    @Test
    void whatIsNotTriedEndsNoPath() {
        UserPath path = UserPath.parse("{\"station\": \"server\", \"outcome\": \"skipped\", \"said\": \"full\"}");
        assertThat(path.end()).isEmpty();
        assertThat(path.first(Outcome.SKIPPED)).isPresent();
    }

    @Test
    void anApplyOnlyWarnsOfWhatIsOutsideOfTheHost() {
        List<String> done = new ArrayList<>();
        new Operator(host) {
            @Override
            void onEvent(Event event) {
                if (event instanceof Event.Finished finished) {
                    done.add(finished.done());
                }
            }
        }.applyWhereCheckSays(LOST);
        assertThat(done)
                .contains("A test user's server starts. Warning: DNS: the name x.org is not resolved. See dns.");
    }

    @Test
    void aFaultOnTheHostFailsTheApplyWithItsOwnRemedy() {
        assertThatThrownBy(() -> operator.applyWhereCheckSays(BROKEN))
                .isInstanceOf(StepFailed.class)
                .hasMessageContaining("The path of a user ends at DNS: the name x.org is not resolved")
                .extracting(it -> ((RlmprovException) it).remedy())
                .asString()
                .startsWith("See dns.");
        assertThat(machine.files.exists(machine.state("unproven"))).isTrue();
    }

    @Test
    void whatIsPrintedWhileItGoesOnIsForPeople() {
        operator.apply();
        List<String> told = new ArrayList<>();
        machine.files.remove(machine.state("proven"));
        host.teach("check-server.sh", run -> run.say(PROXY));
        UserPath.walk(host, operator.scripts, "rlm-class", "check1", told::add);
        assertThat(told).containsExactly("proxy: JupyterHub 5.5.1 answers through it");
    }

    @Test
    void aPlanSaysWhenThePathWasLastProvedAndWhetherTheHostIsStillTheSame() {
        operator.apply();
        assertThat(notes())
                .contains("a test user's server last started and reached what it needs at 2025-11-23 10:00 UTC");
        proven("boot same\nengine newer");
        assertThat(notes())
                .endsWith("; since then Docker has started, so apply checks it again, and rlmprov check does");
        assertThat(proof()).map(LastProof::stale).contains(true);
        proven("boot newer\nengine newer");
        assertThat(notes()).contains("; since then the host has booted,");
        proven("boot same\nengine same");
        assertThat(proof()).map(LastProof::stale).contains(false);
        assertThat(operator.plan().isEmpty()).isTrue();
    }

    @Test
    void aProofThatNobodyCanReadIsNone() {
        operator.apply();
        machine.files.write(machine.state("proven"), "time never\nboot\n", "0600");
        assertThat(proof()).isEmpty();
    }

    private void proven(String since) {
        machine.files.write(machine.state("proven"), "time 1763892000\n" + since + "\n", "0600");
    }

    private String notes() {
        return operator.plan().hosts().getFirst().notes().stream()
                .filter(note -> note.startsWith("a test user's server"))
                .findFirst()
                .orElseThrow();
    }

    private Optional<LastProof> proof() {
        return LastProof.of(operator.plan().hosts().getFirst().facts());
    }
}
