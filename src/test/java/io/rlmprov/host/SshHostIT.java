package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.apply.TargetHost.Hold;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.RemoteShell.Result;
import io.rlmprov.facts.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What scripts can rely on, over a real sshd. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SshHostIT {
    @TempDir
    static Path directory;

    static ThrowawaySshd sshd;
    static Laptop laptop;
    static SshHost host;

    @BeforeAll
    static void connect() {
        sshd = ThrowawaySshd.start(directory.resolve("sshd"));
        laptop = new Laptop(directory.resolve("home"));
        laptop.knows(sshd.knownHost("ed25519"));
        sshd.authorize(laptop.key("id_ed25519", "ed25519"));
        host = laptop.connect(sshd);
    }

    @AfterAll
    static void disconnect() {
        host.close();
        sshd.close();
    }

    @Test
    void aScriptCostsOneExecOnTheOneConnection() {
        try (SshHost fresh = laptop.connect(sshd)) {
            Result result = fresh.run(script("id -u"), _ -> {});

            assertThat(result).isEqualTo(new Result(0, "0\n", ""));
            assertThat(fresh.traffic())
                    .extracting(Traffic::connections, Traffic::channels, Traffic::execs)
                    .containsExactly(1, 1, 1);
            assertThat(fresh.traffic().sent()).isEqualTo("id -u".length());
        }
    }

    @Test
    void variablesAndTextArriveAsTheyAre() {
        String awkward = "it's \"quoted\" $HOME `id` \\n ünï→\n second line !";
        Script script = new Script("echo.sh", "printf '%s' \"$WHAT\"; printf 'é\\n' >&2", Map.of("WHAT", awkward));

        Result result = host.run(script, _ -> {});

        assertThat(result).isEqualTo(new Result(0, awkward, "é\n"));
    }

    @Test
    void linesOfBothStreamsAreToldWhileTheScriptRuns() {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<String> first = new CompletableFuture<>();
        Script waits = new Script("wait.sh", "echo begun; cat >/dev/null; echo done >&2; printf unfinished", Map.of())
                .withInput(_ -> assertThat(first.join()).isEqualTo("begun"));

        host.run(waits, line -> {
            lines.add(line);
            first.complete(line);
        });

        assertThat(lines).containsExactlyInAnyOrder("begun", "done", "unfinished");
    }

    @Test
    void exitStatusesAndSignalsAreResults() {
        assertThat(host.run(script("exit 42"), _ -> {}).exit()).isEqualTo(42);
        assertThat(host.run(script("kill -9 $$"), _ -> {}).exit()).isEqualTo(137);
        assertThat(host.run(script("set -e; false; echo not reached"), _ -> {})).isEqualTo(new Result(1, "", ""));
    }

    @Test
    void aChildThatIsLeftBehindIsNotWaitedForButItsParentsOutputIs() {
        assertThat(host.run(script("sleep 100 & echo $!; head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 7"), _ -> {}))
                .satisfies(result -> {
                    assertThat(result.exit()).isEqualTo(7);
                    assertThat(result.err()).hasSize(3_000_000);
                    assertThat(host.run(script("kill " + result.out()), _ -> {}).exit())
                            .isZero();
                });
    }

    @Test
    void whoeverIsToldTheLinesMayFailAndTheScriptEndsAllTheSame() {
        String done = directory.resolve("done").toString();
        assertThatThrownBy(() -> host.run(
                        script(
                                "for _ in $(seq 200000); do echo a line of fifty bytes or so, more than fits; done; echo >"
                                        + done),
                        _ -> {
                            throw new IllegalStateException("no terminal");
                        }))
                .hasMessage("no terminal");
        assertThat(host.run(script("ls " + done), _ -> {}).exit()).isZero();
    }

    @Test
    void aHolderGivesSignsOfLifeAndThoseThatDidNotHoldLeaveNothingOpen() {
        String life = directory.resolve("life").toString();
        Hold hold =
                host.hold(script("echo LOCKED; dd bs=1 count=1 2>/dev/null >" + life + "; cat >/dev/null"), "LOCKED");
        assertThat(host.run(script("until [ -s " + life + " ]; do sleep 0.1; done; cat " + life), _ -> {})
                        .out())
                .isEqualTo(".");
        assertThat(hold).isInstanceOfSatisfying(Hold.Held.class, Hold.Held::close);
        for (int i = 0; i < 20; i++) {
            assertThat(host.hold(script("exit 75"), "LOCKED")).isInstanceOf(Hold.Ended.class);
        }
        assertThat(host.run(script("echo free"), _ -> {}).out()).isEqualTo("free\n");
    }

    @Test
    void moreStderrThanTheWindowHoldsDoesNotStall() {
        Result result = host.run(script("head -c 20000000 /dev/zero | tr '\\0' x >&2; echo fine"), _ -> {});

        assertThat(result.err()).hasSize(20_000_000);
        assertThat(result.out()).isEqualTo("fine\n");
    }

    @Test
    void aLargeInputArrivesIntact() throws Exception {
        MessageDigest sent = MessageDigest.getInstance("SHA-256");
        Script sums = script("sha256sum | cut -c1-64").withInput(out -> {
            try (DigestOutputStream digest = new DigestOutputStream(unclosed(out), sent)) {
                randomBytes(100 << 20, digest);
            }
        });

        Result result = host.run(sums, _ -> {});

        assertThat(result.out().strip()).isEqualTo(HexFormat.of().formatHex(sent.digest()));
    }

    /** sshj's own output stream would stall the whole connection here. */
    @Test
    void aScriptThatDoesNotReadItsInputEndsAtOnceAndHarmsNoOther() {
        Script ignores = script("echo too old >&2; exit 3").withInput(out -> randomBytes(100 << 20, out));

        for (int i = 0; i < 20; i++) {
            assertThat(host.run(ignores, _ -> {})).isEqualTo(new Result(3, "", "too old\n"));
        }
        assertThat(host.run(script("echo still here"), _ -> {}).out()).isEqualTo("still here\n");
    }

    @Test
    void anInputThatCannotBeReadIsAnErrorOfItsOwn() {
        Script broken = script("cat >/dev/null").withInput(_ -> {
            throw new IOException("context.tar: disk error");
        });

        assertThatThrownBy(() -> host.run(broken, _ -> {}))
                .isInstanceOf(RlmprovException.class)
                .hasMessageContaining("context.tar: disk error");
    }

    @Test
    void moreScriptsThanTheServerHasSessionsWaitForTheirTurn() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Result>> results = IntStream.range(0, 60)
                    .mapToObj(i -> threads.submit(() -> host.run(script("sleep 0.05; echo " + i), _ -> {})))
                    .toList();

            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get().out()).isEqualTo(i + "\n");
            }
        }
    }

    @Test
    void aLockIsHeldUntilItIsClosed() {
        Script lock = new Script(
                "lock.sh",
                "exec 9>>\"$FILE\"; flock -n 9 || { echo teacher@laptop; exit 75; }; echo LOCKED; cat >/dev/null",
                Map.of("FILE", directory.resolve("lock").toString()));

        Hold first = host.hold(lock, "LOCKED");
        assertThat(first).isInstanceOfSatisfying(Hold.Held.class, held -> {
            assertThat(held.alive()).isTrue();
            assertThat(host.hold(lock, "LOCKED"))
                    .isEqualTo(new Hold.Ended(new Result(Hold.Ended.LOCKED, "teacher@laptop\n", "")));
            held.close();
            assertThat(held.alive()).isFalse();
        });
        Hold second = host.hold(lock, "LOCKED");
        assertThat(second).isInstanceOfSatisfying(Hold.Held.class, Hold.Held::close);
    }

    @Test
    void aLostConnectionSaysWhatWasDoneAndThatOneMayRunAgain() throws Exception {
        try (ThrowawaySshd other = ThrowawaySshd.start(directory.resolve("other"));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            other.authorize(laptop.ssh("id_ed25519"));
            laptop.knows(other.knownHost("ed25519"));
            SshHost doomed = laptop.connect(other);
            Hold hold = doomed.hold(script("echo LOCKED; cat"), "LOCKED");
            CompletableFuture<String> begun = new CompletableFuture<>();
            Future<Result> running = threads.submit(() ->
                    doomed.run(new Script("install-docker.sh", "echo begun; sleep 60", Map.of()), begun::complete));
            begun.join();

            other.killConnections();

            assertThatThrownBy(running::get).cause().isInstanceOfSatisfying(ConnectionLostException.class, e -> {
                assertThat(e).hasMessage("127.0.0.1: the SSH connection was lost while running install-docker.sh");
                assertThat(e.remedy()).contains("Run the same command again");
            });
            assertThat(hold)
                    .isInstanceOfSatisfying(
                            Hold.Held.class, held -> assertThat(held.alive()).isFalse());
            assertThatThrownBy(() -> doomed.run(script("true"), _ -> {})).isInstanceOf(ConnectionLostException.class);
            doomed.close();
        }
    }

    private static Script script(String text) {
        return new Script("test.sh", text, Map.of());
    }

    private static void randomBytes(int count, OutputStream out) throws IOException {
        Random random = new Random(7);
        byte[] chunk = new byte[1 << 16];
        for (int sent = 0; sent < count; sent += chunk.length) {
            random.nextBytes(chunk);
            out.write(chunk);
        }
    }

    private static OutputStream unclosed(OutputStream out) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int start, int length) throws IOException {
                out.write(bytes, start, length);
            }
        };
    }
}
