package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import io.rlmprov.plan.Plan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hub that the scripts of RLM-jupyter made is handed over: its operator is told how, and its users keep their files. */
class HandMadeHubTest {
    private static final Map<String, String> NO_LABELS = Map.of();

    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator =
            new Operator(host).edit("  OPENAI_API_KEY: ${env:OPENAI_API_KEY}", "  OTHER: value");

    @BeforeEach
    void docker() {
        machine.docker.install();
        machine.docker.addVolume("jupyterhub-user-ann", NO_LABELS);
        machine.docker.addVolume("jupyterhub-user-bob", NO_LABELS);
    }

    @Test
    void oneThatRunsIsToldWithTheCommandThatEndsIt() {
        hub("running");
        server("ann", "running");
        server("bob", "running");
        assertThatThrownBy(operator::plan).isInstanceOf(RlmprovException.class).hasMessage("""
                        This host cannot carry the hub rlm-class:
                          - Port 8000 is held by container jupyterhub, a hub that was set up by other means.
                            All of it has to go first. Its users' files lie in volumes (jupyterhub-user-*), which stay and \
                        which this hub uses from the first login on. Ask its users to save: ann, bob.
                            Then run its teardown.sh (without --purge), or on the host:
                              sudo docker stop jupyter-ann jupyter-bob jupyterhub && sudo docker rm jupyter-ann \
                        jupyter-bob jupyterhub""");
        assertThat(host.ran()).isEmpty();
    }

    @Test
    void serversThatItLeftWouldKeepTheirUsersOut() {
        hub("exited");
        machine.listening.clear();
        server("ann", "running");
        server("bob", "exited");
        assertThatThrownBy(operator::plan)
                .hasMessageContaining(
                        "There are users' servers of a hub that was set up by other means, which no longer runs.")
                .hasMessageContaining("Ask its users to save: ann.")
                .hasMessageContaining(
                        "sudo docker stop jupyter-ann jupyter-bob && sudo docker rm jupyter-ann jupyter-bob");
    }

    @Test
    void onceItHasGoneItsUsersFindTheirFilesAndItsImageIsNotTakenForOurs() {
        machine.docker.addImage("rlm-singleuser:latest", "");
        Plan planned = operator.plan();
        assertThat(notes(planned))
                .contains(
                        "2 volumes (jupyterhub-user-ann, jupyterhub-user-bob) have no hub's label: adopted by this hub"
                                + " and given to its users' uid, 1000; who logs in by such a name finds the files");
        operator.apply();
        assertThat(operator.plan().isEmpty()).isTrue();
        assertThat(notes(operator.plan())).isEmpty();
        assertThat(machine.docker.volumes()).containsKeys("jupyterhub-user-ann", "jupyterhub-user-bob");
        assertThat(machine.docker.images()).containsKey("rlm-singleuser:latest");
    }

    @Test
    void aHubOfSomebodyElseOnAnotherPortIsNoneOfOurBusiness() {
        machine.docker.volumes().clear();
        machine.docker.put(FakeContainer.strangers("lab-jupyterhub-1", "jupyterhub:5", Optional.of(9000)));
        machine.docker.put(FakeContainer.strangers("jupyter-book", "jupyter-book:1", Optional.empty())
                .inState("exited", ""));
        assertThat(operator.plan().isEmpty()).isFalse();
    }

    @Test
    void volumesThatMayBeOfAHubThatRunsAreNotTakenOver() {
        machine.docker.put(FakeContainer.strangers("lab-jupyterhub-1", "jupyterhub:5", Optional.of(9000)));
        assertThatThrownBy(operator::plan)
                .isInstanceOf(RlmprovException.class)
                .hasMessageContaining("Container lab-jupyterhub-1 looks like another JupyterHub, and 2 volumes"
                        + " (jupyterhub-user-ann, jupyterhub-user-bob) may be of its users");
        assertThat(host.ran()).isEmpty();
    }

    @Test
    void aHubOfSomebodyElseThatComesLaterStopsNoPlanAndLosesNothingInAPurge() {
        operator.apply();
        host.userLogsIn("zoe");
        machine.docker.put(FakeContainer.strangers("lab-jupyterhub-1", "jupyterhub:5", Optional.of(9000)));
        assertThat(operator.plan().isEmpty()).isTrue();
        operator.destroy(true);
        assertThat(machine.docker.volumes()).containsOnlyKeys("jupyterhub-user-ann", "jupyterhub-user-bob");
    }

    @Test
    void whatWasTakenOverGoesWithTheHubAndIsNamed() {
        operator.apply();
        assertThat(notes(operator.planDestroy(true)))
                .containsExactly("2 volumes (jupyterhub-user-ann, jupyterhub-user-bob) have no hub's label: adopted by"
                        + " this hub, and removed with it");
        operator.destroy(true);
        assertThat(machine.docker.volumes()).isEmpty();
    }

    @Test
    void aHubThatWasNeverHerePurgesNothing() {
        assertThat(operator.planDestroy(true).isEmpty()).isTrue();
    }

    @Test
    void whatAnotherHubOfRlmprovHasLeftIsNamedAndStays() {
        machine.docker.volumes().clear();
        for (int user = 1; user <= 6; user++) {
            machine.docker.addVolume("jupyterhub-user-" + user, Map.of("io.rlmprov.hub", "old-class"));
        }
        operator.apply();
        assertThat(notes(operator.plan()))
                .containsExactly(
                        "6 volumes (jupyterhub-user-1, jupyterhub-user-2, jupyterhub-user-3, jupyterhub-user-4,"
                                + " jupyterhub-user-5 and 1 more) have the label of another hub (old-class): nobody gets a server"
                                + " here by such a name until the volume is removed");
        assertThat(operator.planDestroy(true).changes())
                .contains(Change.keep(new Address("hub1", "volume", "jupyterhub-user-1"), "of the hub old-class"));
        operator.destroy(true);
        assertThat(machine.docker.volumes()).hasSize(6);
    }

    /** Those of the plan, except the one that says when a user's path was last walked. */
    private static List<String> notes(Plan plan) {
        return plan.hosts().getFirst().notes().stream()
                .filter(note -> !note.startsWith("a test user's server last started"))
                .toList();
    }

    private void hub(String state) {
        machine.listening.put(8000, "docker-proxy");
        machine.docker.put(FakeContainer.strangers("jupyterhub", "rlm-jupyter-jupyterhub", Optional.of(8000))
                .inState(state, ""));
    }

    private void server(String user, String state) {
        machine.docker.put(FakeContainer.strangers("jupyter-" + user, "rlm-singleuser:latest", Optional.empty())
                .inState(state, ""));
    }
}
