package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.apply.TargetHost.Hold;
import io.rlmprov.facts.Script;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many scripts a server lets run at a time beside the lock: MaxSessions. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LanesIT {
    private static final Script NOTHING = new Script("nothing.sh", ":", Map.of());

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "4, 3", "10, 5"})
    void theLockTakesOneOfTheSessions(int maxSessions, int lanes) {
        try (ThrowawaySshd sshd = server(maxSessions);
                SshHost host = laptop(sshd).connect(sshd)) {
            host.run(NOTHING, _ -> {});

            assertThat(host.lanes()).isEqualTo(lanes);
        }
    }

    @Test
    void withTwoSessionsOneScriptAfterTheOtherRunsBesideTheLock() {
        try (ThrowawaySshd sshd = server(2);
                SshHost host = laptop(sshd).connect(sshd)) {
            host.run(NOTHING, _ -> {});
            Hold hold = host.hold(new Script("lock.sh", "echo LOCKED; cat >/dev/null", Map.of()), "LOCKED");
            for (int i = 0; i < 20; i++) {
                assertThat(host.run(new Script("step.sh", "echo " + i, Map.of()), _ -> {})
                                .out())
                        .isEqualTo(i + "\n");
            }
            ((Hold.Held) hold).close();
        }
    }

    @Test
    void countingCostsNoChannelThatWouldBeTold() {
        try (ThrowawaySshd sshd = server(10);
                SshHost host = laptop(sshd).connect(sshd)) {
            host.run(NOTHING, _ -> {});
            host.lanes();

            assertThat(host.traffic())
                    .extracting(Traffic::channels, Traffic::execs)
                    .containsExactly(1, 1);
        }
    }

    private ThrowawaySshd server(int maxSessions) {
        return ThrowawaySshd.start(directory.resolve("sshd"), "MaxSessions " + maxSessions);
    }

    private Laptop laptop(ThrowawaySshd sshd) {
        Laptop laptop = new Laptop(directory.resolve("home"));
        laptop.knows(sshd.knownHost("ed25519"));
        sshd.authorize(laptop.key("id_ed25519", "ed25519"));
        return laptop;
    }
}
