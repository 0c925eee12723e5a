package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.model.Change;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Destroy takes away what apply has made, and users' data only if that is said. */
class DestroyTest {
    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator = new Operator(host).add("trust: {certificates: [corp.pem]}\n");

    @BeforeEach
    void aHubWithAUser() {
        operator.apply();
        host.userLogsIn("bob");
    }

    @Test
    void dataStays() {
        operator.destroy(false);
        assertThat(machine.docker.volumes()).containsOnlyKeys("jupyterhub-user-bob", "rlmprov-rlm-class-hub");
        assertThat(machine.docker.containers()).isEmpty();
        assertThat(machine.docker.networks()).isEmpty();
        assertThat(machine.docker.images()).containsOnlyKeys("debian:trixie-slim");
        assertThat(machine.files.exists("/opt/rlmprov")).isFalse();
        assertThat(machine.files.below(FakeMachine.STORE)).isEmpty();
        assertThat(machine.files.below(machine.names.state())).containsOnlyKeys("journal.jsonl", "key");
    }

    @Test
    void theSecondTimeThereIsNothingToDo() {
        operator.destroy(false);
        assertThat(operator.planDestroy(false).isEmpty()).isTrue();
        assertThat(operator.planDestroy(false).changes())
                .extracting(change -> change.address().name())
                .containsExactly("docker", "key", "jupyterhub-user-bob", "rlmprov-rlm-class-hub");
    }

    @Test
    void anApplyAfterwardsFindsTheDataAgain() {
        operator.destroy(false);
        List<String> kept = operator.plan().changes().stream()
                .filter(change -> change.verb() == Change.Verb.ADOPT)
                .map(change -> change.address().local())
                .toList();
        assertThat(kept).containsExactly("engine/docker", "file/key", "volume/rlmprov-rlm-class-hub");
        operator.apply();
        assertThat(operator.plan().changes()).isEmpty();
        assertThat(machine.docker.volumes()).containsKey("jupyterhub-user-bob");
    }

    @Test
    void whatTeachersLeftForTheirClassIsThereAgainAfterTheNextApply() {
        String announcement = machine.file("class") + "/announcement";
        machine.files.makeDirectory(machine.file("class"), "0755");
        machine.files.write(announcement, "Break until 11:15", "0644");
        operator.destroy(false);
        assertThat(machine.files.exists("/opt/rlmprov")).isFalse();
        assertThat(operator.planDestroy(false).isEmpty()).isTrue();
        operator.apply();
        assertThat(machine.files.read(announcement)).contains("Break until 11:15");
        assertThat(operator.plan().changes()).isEmpty();
        operator.destroy(true);
        assertThat(machine.files.exists("/var/lib/rlmprov")).isFalse();
    }

    @Test
    void purgeLeavesNothing() {
        operator.destroy(true);
        assertThat(machine.docker.volumes()).isEmpty();
        assertThat(machine.docker.containers()).isEmpty();
        assertThat(machine.files.exists("/opt/rlmprov")).isFalse();
        assertThat(machine.files.exists("/var/lib/rlmprov")).isFalse();
        assertThat(operator.planDestroy(true).isEmpty()).isTrue();
    }

    @Test
    void purgeAfterwardsTakesWhatDestroyHasKept() {
        operator.destroy(false);
        assertThat(operator.planDestroy(true).isEmpty()).isFalse();
        operator.destroy(true);
        assertThat(machine.docker.volumes()).isEmpty();
        assertThat(machine.files.exists("/var/lib/rlmprov")).isFalse();
    }

    @Test
    void aBareHostHasNothingToDestroy() {
        Operator elsewhere = new Operator(new FakeHost("rlm-class"));
        assertThat(elsewhere.planDestroy(true).changes()).isEmpty();
    }

    @Test
    void strangersAreNotTouched() {
        machine.docker.addImage("postgres:17", "");
        machine.docker.addVolume("jupyterhub-data", Map.of());
        machine.docker.addVolume("postgres", Map.of());
        machine.docker.addNetwork("theirs", "bridge");
        machine.docker.put(FakeContainer.strangers("db", "postgres:17", Optional.of(5432)));
        machine.files.write(FakeMachine.STORE + "/theirs.crt", "theirs\n", "0644");
        operator.add("http: {port: 80}\n").apply();
        operator.destroy(true);
        assertThat(machine.docker.images()).containsKey("postgres:17");
        assertThat(machine.docker.volumes()).containsOnlyKeys("jupyterhub-data", "postgres");
        assertThat(machine.docker.networks()).containsOnlyKeys("theirs");
        assertThat(machine.docker.containers()).containsOnlyKeys("db");
        assertThat(machine.files.read(FakeMachine.BUNDLE).orElse("")).endsWith("theirs\n");
    }
}
