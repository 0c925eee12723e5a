package io.rlmprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.host.Laptop;
import io.rlmprov.host.ThrowawaySshd;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plan whose connection is lost connects once more, and only once. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PlanRetryIT {
    /** Kills the server's process of this connection, which may have a shell in between. */
    private static final String KILL =
            "p=$PPID; until grep -q '^sshd' /proc/$p/comm; do p=$(cut -d ' ' -f 4 /proc/$p/stat);"
                    + " done; kill -9 $p; sleep 20";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aLineThatIsLostOnceIsTriedOnceMore() throws IOException {
        // The first time the server's process is killed, the second time the script does not even start.
        assertThat(plan("if mkdir '%s'; then " + KILL + "; else exit 42; fi")).isEqualTo(ExitCode.FAILED);

        assertThat(err.toString())
                .contains("127.0.0.1: the SSH connection was lost while running probe.sh. Connecting once more.")
                .contains("runs no commands (exit status 42)");
    }

    @Test
    void aLineThatIsLostTwiceIsTheError() throws IOException {
        assertThat(plan("mkdir -p '%s'; " + KILL)).isEqualTo(ExitCode.FAILED);

        assertThat(err.toString())
                .containsOnlyOnce("Connecting once more.")
                .contains("Error: 127.0.0.1: the SSH connection was lost while running probe.sh");
        assertThat(out.toString()).isEmpty();
    }

    /** Plans against a server that runs this command in place of any other. */
    private int plan(String command) throws IOException {
        Path home = directory.resolve("home");
        Laptop laptop = new Laptop(home);
        Path key = laptop.key("id_ed25519", "ed25519");
        Path script = directory.resolve("forced");
        Files.writeString(script, "#!/bin/sh\n" + command.formatted(directory.resolve("seen")) + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        try (ThrowawaySshd sshd = ThrowawaySshd.start(directory.resolve("sshd"), "ForceCommand " + script)) {
            sshd.authorize(key);
            laptop.knows(sshd.knownHost("ed25519"));
            Path yaml = Files.writeString(directory.resolve("hub.yaml"), """
                    apiVersion: rlmprov/v1
                    name: rlm-class
                    hosts:
                      - address: 127.0.0.1
                        port: %d
                    users: {count: 5}
                    keys: {OPENAI_API_KEY: "${env:OPENAI_API_KEY}"}
                    """.formatted(sshd.port()));
            return Main.run(around(home), "plan", yaml.toString());
        }
    }

    private Surroundings around(Path home) {
        return new Surroundings(
                Map.of("OPENAI_API_KEY", "sk-test"),
                home,
                System.getProperty("user.name"),
                Path.of("").toAbsolutePath(),
                false,
                new BufferedReader(new StringReader("")),
                new PrintWriter(out),
                new PrintWriter(err),
                () -> Instant.EPOCH,
                count -> new byte[count]);
    }
}
