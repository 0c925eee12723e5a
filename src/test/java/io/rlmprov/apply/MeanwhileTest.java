package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.plan.Plan;
import org.junit.jupiter.api.Test;

/** Users come, work and go while an operator plans, applies and destroys, and none of it makes that fail. */
class MeanwhileTest {
    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();

    @Test
    void aUserFreesMemoryDuringAnApply() {
        Operator operator = during("Wrote settings", () -> uses("bob", 100));
        operator.apply();
        host.userLogsIn("bob");
        uses("bob", 600);
        operator.edit("count: 20", "count: 10").add("server: {memory: 512M}\n").apply();
        assertThat(machine.docker.container("jupyter-bob").orElseThrow().memory())
                .isEqualTo(512L << 20);
        assertThat(operator.plan().isEmpty()).isTrue();
    }

    @Test
    void aUserTakesMemoryDuringAnApply() {
        Operator operator = during("Wrote settings", () -> uses("bob", 600));
        operator.apply();
        host.userLogsIn("bob");
        operator.edit("count: 20", "count: 10").add("server: {memory: 512M}\n").apply();
        assertThat(machine.docker.container("jupyter-bob").orElseThrow().memory())
                .isEqualTo(768L << 20);
        assertThat(operator.plan().isEmpty()).isTrue();
    }

    @Test
    void usersLogInAndOutDuringAnApply() {
        Operator operator = during("Wrote settings", () -> {
            host.userLogsIn("zoe");
            machine.docker.remove("jupyter-bob");
        });
        operator.apply();
        host.userLogsIn("bob");
        operator.edit("count: 20", "count: 10").add("server: {memory: 512M}\n").apply();
        assertThat(operator.plan().isEmpty()).isTrue();
    }

    @Test
    void aUserLogsInForTheFirstTimeDuringAPurge() {
        Operator operator = during("Stopped proxy and hub", () -> {});
        operator.apply();
        host.userLogsIn("bob");
        Operator purging = new Operator(host) {
            @Override
            void onEvent(Event event) {
                if (event instanceof Event.Started started
                        && started.operation().local().equals("stop-stack")) {
                    host.userLogsIn("late");
                }
            }
        };
        purging.destroy(true);
        assertThat(machine.docker.volumes()).isEmpty();
    }

    @Test
    void theNameOfAPlanDoesNotDependOnWhoIsLoggedIn() {
        Operator operator = new Operator(host);
        operator.apply();
        operator.add("idle: {timeout: 30m}\n");
        Plan alone = operator.plan();
        host.userLogsIn("bob");
        host.userLogsIn("zoe");
        machine.docker.put(machine.docker.container("jupyter-zoe").orElseThrow().limitedTo(1L << 30, 100_000));
        assertThat(operator.plan().id()).isEqualTo(alone.id());
        assertThat(operator.plan().changes()).hasSizeGreaterThan(alone.changes().size());
    }

    private void uses(String user, long mebibytes) {
        FakeContainer server = machine.docker.container("jupyter-" + user).orElseThrow();
        machine.docker.put(server.using(mebibytes << 20));
    }

    /** An operator in whose second apply something happens when this is done. */
    private Operator during(String done, Runnable happens) {
        return new Operator(host) {
            private int applies;

            @Override
            void onEvent(Event event) {
                if (event instanceof Event.Began) {
                    applies++;
                }
                if (applies == 2
                        && event instanceof Event.Finished finished
                        && finished.done().equals(done)) {
                    happens.run();
                }
            }
        };
    }
}
