package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same login by ssh(1) and by rlmprov: what ssh accepts and refuses, so do we, except what {@code ssh/logins.yaml}
 * lists with its reason. Servers and clients are OpenSSH of Debian 12 (this machine's) and of Debian 13.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginLikeSshIT {
    private static final List<LoginCase> CASES = LoginCase.all();
    private static final String LINE = "a line of text that is sent and comes back\n";

    @TempDir
    static Path directory;

    private final Map<List<String>, ThrowawayAgent> agents = new HashMap<>();
    private Path materials = Path.of("");
    private int homes;

    @BeforeAll
    void make() throws IOException {
        materials = Files.createDirectory(directory.resolve("materials"));
        Shell.run("sh", "src/test/resources/ssh/materials.sh", materials.toString());
    }

    @AfterAll
    void stop() {
        agents.values().forEach(ThrowawayAgent::close);
    }

    @Test
    void thereAreEnough() {
        assertThat(CASES)
                .hasSizeGreaterThanOrEqualTo(130)
                .extracting(LoginCase::name)
                .doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicNode> asThisMachinesSsh() {
        return against(LoginServers.ofThisMachine(materials));
    }

    @TestFactory
    Stream<DynamicNode> asTheSshOfDebian13() {
        return against(LoginServers.ofDebian13(materials, directory));
    }

    private Stream<DynamicNode> against(LoginServers servers) {
        return CASES.stream()
                .filter(row -> row.isFor(servers.release()))
                .<DynamicNode>map(row -> DynamicTest.dynamicTest(row.name(), () -> compare(row, servers)))
                .onClose(servers::close);
    }

    private void compare(LoginCase row, LoginServers servers) throws Exception {
        int port = servers.port(row.server());
        Path socket = agents.computeIfAbsent(row.agent(), this::agent).socket();

        Path forSsh = home(row, port);
        Process ssh = servers.ssh(forSsh, socket, port);
        Optional<RlmprovException> refusal = refusal(row, home(row, port), socket, port);

        assertThat(ssh.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ssh.exitValue() == 0)
                .as(() -> "ssh logs in; it said: " + Shell.read(forSsh.resolve("ssh.log")))
                .isEqualTo(row.sshAccepts());
        assertThat(refusal.isEmpty())
                .as(() -> "rlmprov logs in; it said: " + refusal)
                .isEqualTo(row.weAccept());
        refusal.ifPresent(error -> assertThat(error.remedy()).isNotEmpty());
    }

    /** The error by which we refuse; empty if the login works. */
    private static Optional<RlmprovException> refusal(LoginCase row, Path home, Path socket, int port) {
        Operator operator =
                new Operator(home, "root", Map.of("SSH_AUTH_SOCK", socket.toString()), home.resolve("etc-ssh"));
        SshConnector connector = new SshConnector(
                operator,
                _ -> {
                    throw new AssertionError("no engine here");
                },
                _ -> {});
        try (SshHost host = connector.connect(
                new Hub.HostSpec("127.0.0.1", Optional.of("root"), Optional.of(port), Optional.empty()))) {
            for (String line : row.server()) {
                switch (line.split(" ", 2)[0]) {
                    case "Ciphers" -> copy(host, 5_000);
                    // Enough for many exchanges of keys that follow each other without a pause.
                    case "RekeyLimit" -> copy(host, 100_000);
                    default -> {}
                }
            }
            return Optional.empty();
        } catch (HostKeyException | LoginRefusedException | UnreachableException refused) {
            return Optional.of(refused);
        }
    }

    private static void copy(SshHost host, int lines) {
        String data = LINE.repeat(lines);
        Script copies = new Script("copy.sh", "cat", Map.of())
                .withInput(out -> out.write(data.getBytes(StandardCharsets.UTF_8)));
        assertThat(host.run(copies, _ -> {}).out()).hasSize(data.length());
    }

    private Path home(LoginCase row, int port) throws IOException {
        Path home = directory.resolve("home" + homes++);
        Path ssh = Files.createDirectories(home.resolve(".ssh"));
        for (Map.Entry<String, String> file : row.files().entrySet()) {
            String[] materialAndMode = file.getValue().split(" ", -1);
            Path copy = Files.copy(materials.resolve(materialAndMode[0]), ssh.resolve(file.getKey()));
            Files.setAttribute(
                    copy, "unix:mode", Integer.parseInt(materialAndMode.length > 1 ? materialAndMode[1] : "600", 8));
        }
        Files.writeString(ssh.resolve("known_hosts"), lines(row.known().stream().map(line -> known(line, port))));
        Files.writeString(ssh.resolve("config"), lines(row.config().stream()));
        return home;
    }

    private String known(String line, int port) {
        String named = line.replace("{host}", "[127.0.0.1]:" + port);
        int at = named.indexOf("{key:");
        String key = named.substring(at + 5, named.indexOf('}', at));
        return named.substring(0, at)
                + Shell.publicKey(materials.resolve(key))
                + named.substring(named.indexOf('}', at) + 1);
    }

    private static String lines(Stream<String> lines) {
        return String.join("", lines.map(line -> line + "\n").toList());
    }

    private ThrowawayAgent agent(List<String> keys) {
        try {
            ThrowawayAgent agent = ThrowawayAgent.start(Files.createDirectory(directory.resolve("a" + agents.size())));
            keys.forEach(key -> agent.add(materials.resolve(key)));
            return agent;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
