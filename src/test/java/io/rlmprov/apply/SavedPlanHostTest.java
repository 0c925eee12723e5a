package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rlmprov.apply.FileTree.Inode;
import io.rlmprov.plan.PlanFile;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A saved plan is refused after any change of a file, container, network or volume of the hub, and the change is named. */
class SavedPlanHostTest {
    private static final String BUILD = "0.1.0+1";

    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator = new Operator(host)
            .add("https: {domain: hub.example.org}\nauth: {type: accounts, sign-up: open}\n"
                    + "llm: {mode: gateway}\ntrust: {certificates: [corp.pem]}\n");

    @BeforeEach
    void anApply() {
        operator.apply();
    }

    @Test
    void everyFileOfTheHubIsBound() {
        PlanFile saved = saved();
        List<String> files = files();
        assertThat(files).hasSizeGreaterThan(10);
        for (String file : files) {
            Inode inode = machine.files.stat(file);
            Map<String, Runnable> changes = Map.of(
                    "content", () -> machine.files.write(file, inode.content() + "MORE=1\n", inode.mode()),
                    "mode", () -> machine.files.chmod(file, "0777"),
                    "owner", () -> machine.files.chown(file, "games:games"),
                    "gone", () -> machine.files.remove(file));
            // Of a certificate in the host's store, a plan has its content.
            boolean store = file.startsWith(FakeMachine.STORE);
            changes.forEach((how, change) -> {
                if (store && (how.equals("mode") || how.equals("owner"))) {
                    return;
                }
                change.run();
                assertNamed(saved, file + ", " + how);
                machine.files.write(file, inode.content(), inode.mode());
                machine.files.chown(file, inode.owner());
            });
        }
        assertThatCode(() -> compared(saved)).doesNotThrowAnyException();
    }

    @Test
    void everyContainerNetworkAndVolumeOfTheHubIsBound() {
        PlanFile saved = saved();
        List<FakeContainer> containers = List.copyOf(machine.docker.containers().values());
        assertThat(containers).hasSize(5);
        for (FakeContainer container : containers) {
            for (FakeContainer changed :
                    List.of(container.inState("exited", ""), container.inState("running", "unhealthy"))) {
                machine.docker.put(changed);
                assertNamed(saved, changed.name());
            }
            machine.docker.remove(container.name());
            assertNamed(saved, container.name() + " gone");
            machine.docker.put(container);
        }
        Map.copyOf(machine.docker.volumes()).forEach((volume, labels) -> {
            machine.docker.removeVolume(volume);
            assertNamed(saved, "volume " + volume);
            machine.docker.addVolume(volume, labels);
        });
        assertThatCode(() -> compared(saved)).doesNotThrowAnyException();
        machine.docker.remove("rlmprov-rlm-class-hub");
        machine.docker.removeNetwork("rlmprov-rlm-class");
        assertNamed(saved, "network");
    }

    /** What the plans of a hub own; what teachers leave in class/ is in no plan. */
    private List<String> files() {
        String directory = machine.names.directory();
        return Stream.concat(
                        machine.files.below(directory).entrySet().stream()
                                .filter(file -> !file.getValue().directory()
                                        && !file.getKey().startsWith("class/"))
                                .map(file -> directory + "/" + file.getKey()),
                        machine.files.below(FakeMachine.STORE).keySet().stream()
                                .map(name -> FakeMachine.STORE + "/" + name))
                .toList();
    }

    private void assertNamed(PlanFile saved, String as) {
        assertThat(catchThrowable(() -> compared(saved)))
                .as(as)
                .isInstanceOf(StalePlanException.class)
                .hasMessageContaining("  - on hub1: ");
    }

    private PlanFile saved() {
        operator.edit("count: 20", "count: 10");
        return operator.saved(operator.plan(), BUILD);
    }

    private void compared(PlanFile saved) {
        new SavedPlan(saved, operator.saved(operator.plan(), BUILD)).require();
    }
}
