package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.apply.TargetHost.Hold;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.RemoteShell.Result;
import io.rlmprov.facts.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scripts on this machine, as {@code root} would run them: without SSH and without sudo. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalHostTest {
    @TempDir
    Path directory;

    final LocalHost host = new LocalHost("seminar-room", "root", SudoPassword.NONE, _ -> {
        throw new AssertionError("no engine here");
    });

    @Test
    void aScriptHasItsVariablesAndItsInput() {
        Script script = new Script(
                        "test.sh", "printf '%s|' \"$WHAT\"; cat; echo oops >&2; exit 7", Map.of("WHAT", "it's"))
                .withInput(out -> out.write("payload".getBytes(StandardCharsets.UTF_8)));

        assertThat(host.run(script, _ -> {})).isEqualTo(new Result(7, "it's|payload", "oops\n"));
        assertThat(host.hostName()).isEqualTo("seminar-room");
    }

    @Test
    void bytesArriveAsTheyAre() {
        Script script = new Script(
                "bytes.sh", "printf '\\000\\377\\r\\n'; head -c 3000000 /dev/zero; echo oops >&2; exit 7", Map.of());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<String> lines = new ArrayList<>();

        assertThat(host.fetch(script, bytes, lines::add)).isEqualTo(new Result(7, "", "oops\n"));
        assertThat(bytes.size()).isEqualTo(3_000_004);
        assertThat(bytes.toByteArray()).startsWith(0, 255, '\r', '\n', 0);
        assertThat(lines).containsExactly("oops");
    }

    @Test
    void bytesThatCannotBeWrittenHereAreAnErrorAfterTheScriptHasEnded() throws IOException {
        Path ended = directory.resolve("ended");
        Script script = new Script("bytes.sh", "head -c 3000000 /dev/zero; : >'" + ended + "'", Map.of());
        try (OutputStream full = Files.newOutputStream(Path.of("/dev/full"))) {
            assertThatThrownBy(() -> host.fetch(script, full, _ -> {}))
                    .isInstanceOf(RlmprovException.class)
                    .hasMessageStartingWith("What the host sent could not be written here: No space left");
        }
        assertThat(ended).exists();
    }

    @Test
    void muchOutputOfBothStreamsArrives() {
        Script script = new Script(
                "much.sh",
                "head -c 3000000 /dev/zero | tr '\\0' x >&2; head -c 3000000 /dev/zero | tr '\\0' y",
                Map.of());

        assertThat(host.run(script, _ -> {})).satisfies(result -> {
            assertThat(result.out()).hasSize(3_000_000);
            assertThat(result.err()).hasSize(3_000_000);
        });
    }

    @Test
    void aSignalIsAResultAndAnUnreadInputIsNoError() {
        Script killed =
                new Script("killed.sh", "kill -9 $$", Map.of()).withInput(out -> out.write(new byte[10_000_000]));

        assertThat(host.run(killed, _ -> {}).exit()).isEqualTo(137);
    }

    @Test
    void aChildThatIsLeftBehindIsNotWaitedFor() {
        Result result = host.run(new Script("child.sh", "sleep 100 & echo $!", Map.of()), _ -> {});

        assertThat(host.run(new Script("kill.sh", "kill " + result.out(), Map.of()), _ -> {})
                        .exit())
                .isZero();
    }

    @Test
    void aLockHoldsUntilItIsClosedAndScriptsRunBesideIt() throws IOException {
        Path trace = directory.resolve("trace");
        Hold hold = host.hold(
                new Script("lock.sh", "echo LOCKED; cat >/dev/null; echo over >" + trace, Map.of()), "LOCKED");

        assertThat(hold).isInstanceOfSatisfying(Hold.Held.class, held -> {
            assertThat(held.alive()).isTrue();
            assertThat(host.run(new Script("step.sh", "echo step", Map.of()), _ -> {})
                            .out())
                    .isEqualTo("step\n");
            held.close();
        });
        assertThat(Files.readString(trace)).isEqualTo("over\n");
        assertThat(host.hold(new Script("lock.sh", "exit 75", Map.of()), "LOCKED"))
                .isEqualTo(new Hold.Ended(new Result(Hold.Ended.LOCKED, "", "")));
    }

    @Test
    void aSocketIsConnectedToDirectly() throws IOException {
        Path path = directory.resolve("socket");
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(path));
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> answer(listening));
            try (Dialer.Conversation conversation = host.socket(path.toString())) {
                conversation.output().write("ping".getBytes(StandardCharsets.UTF_8));
                assertThat(new String(conversation.input().readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("pong");
            }
            assertThat(heard.join()).isEqualTo("ping");
        }
        assertThatThrownBy(() -> host.socket(directory.resolve("none").toString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aCommandsStreamsAreItsOwn() throws IOException {
        try (Dialer.Conversation cat = host.command("cat")) {
            cat.output().write("through\n".getBytes(StandardCharsets.UTF_8));
            cat.output().close();
            assertThat(new String(cat.input().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("through\n");
        }
    }

    @Test
    void whoIsNotRootNeedsSudo() {
        LocalHost other = new LocalHost("seminar-room", "nobody-of-this-name", SudoPassword.NONE, _ -> {
            throw new AssertionError("no engine here");
        });
        Script script = new Script("id.sh", "id -u", Map.of());

        // The test's own user is root or may not: both are an answer, and neither is a script without root.
        try {
            assertThat(other.run(script, _ -> {}).out()).isEqualTo("0\n");
        } catch (RlmprovException refused) {
            assertThat(refused).isInstanceOf(SudoRefusedException.class).hasMessageStartingWith("seminar-room: ");
        }
    }

    private static String answer(ServerSocketChannel listening) {
        try (SocketChannel client = listening.accept()) {
            ByteBuffer buffer = ByteBuffer.allocate(4);
            while (buffer.hasRemaining()) {
                client.read(buffer);
            }
            client.write(ByteBuffer.wrap("pong".getBytes(StandardCharsets.UTF_8)));
            return new String(buffer.array(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
