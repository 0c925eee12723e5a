package io.rlmprov.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Servers of one release of OpenSSH on loopback ports, one for each configuration that is asked for, with the ssh(1) of the
 * same release. The release is this machine's, or Debian 13's in a container that shares its network and the test's folder.
 */
final class LoginServers implements AutoCloseable {
    /** Seconds after which the container ends by itself, should nobody be left to stop it. */
    private static final String LONGER_THAN_A_WHOLE_CHECK = "7200";

    private final int release;
    private final Path materials;
    private final List<String> inside;
    private final Map<List<String>, Integer> ports = new HashMap<>();
    private final List<Process> processes = new ArrayList<>();

    private LoginServers(int release, Path materials, List<String> inside) {
        this.release = release;
        this.materials = materials;
        this.inside = inside;
    }

    static LoginServers ofThisMachine(Path materials) {
        return new LoginServers(9, materials, List.of());
    }

    static LoginServers ofDebian13(Path materials, Path shared) {
        String image =
                Shell.run("lab/host-image", "trixie", "no").lines().toList().getLast();
        String name = "rlmprov-logins-" + UUID.randomUUID();
        Shell.run(
                "docker",
                "run",
                "--detach",
                "--rm",
                "--init",
                "--name=" + name,
                "--network=host",
                "--cap-add=SYS_ADMIN",
                "--security-opt=seccomp=unconfined",
                "--security-opt=apparmor=unconfined",
                "--volume=" + shared + ":" + shared,
                image,
                "sleep",
                LONGER_THAN_A_WHOLE_CHECK);
        return new LoginServers(10, materials, List.of("docker", "exec", name));
    }

    int release() {
        return release;
    }

    /** The port of a server with these lines in its configuration. */
    int port(List<String> lines) {
        return ports.computeIfAbsent(lines, this::start);
    }

    /**
     * Begins to log in with ssh(1), whose home is this folder: it asks the system for that, not the environment. What it
     * asks for is a subsystem that needs no shell, since those of some machines are slow to start.
     */
    Process ssh(Path home, Path agent, int port) {
        String line = "mount --bind " + home + " /root && SSH_AUTH_SOCK=" + agent + " exec ssh -F /root/.ssh/config"
                + " -o BatchMode=yes -p " + port + " -s root@127.0.0.1 sftp";
        try {
            return new ProcessBuilder(inside("unshare", "--mount", "sh", "-c", line))
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(home.resolve("ssh.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private int start(List<String> lines) {
        try {
            int port = freePort();
            Path config = materials.resolve("sshd_config_" + port);
            List<String> usual = List.of(
                    "ListenAddress 127.0.0.1",
                    "Port " + port,
                    "PidFile none",
                    "UsePAM no",
                    "StrictModes no",
                    "PermitRootLogin yes",
                    "PasswordAuthentication no",
                    "KbdInteractiveAuthentication no",
                    "MaxStartups 100",
                    "Subsystem sftp internal-sftp",
                    "TrustedUserCAKeys {m}/user_cas",
                    "AuthorizedKeysFile {m}/authorized_keys",
                    release < 10 ? "" : "PerSourcePenalties no");
            // Of two lines of the same keyword the first one counts, but each HostKey does.
            List<String> keys = lines.stream().anyMatch(line -> line.startsWith("HostKey "))
                    ? List.of()
                    : List.of("HostKey {m}/host_ed25519", "HostKey {m}/host_ecdsa", "HostKey {m}/host_rsa");
            List<String> all = Stream.of(lines, keys, usual)
                    .flatMap(List::stream)
                    .map(line -> line.replace("{m}", materials.toString()))
                    .toList();
            Files.write(config, all);
            Path log = materials.resolve("sshd_log_" + port);
            processes.add(new ProcessBuilder(
                            inside("sh", "-c", "mkdir -p /run/sshd && exec /usr/sbin/sshd -D -e -f " + config))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start());
            for (int i = 0; i < 200 && !Shell.read(log).contains("Server listening"); i++) {
                Thread.sleep(20);
            }
            if (!Shell.read(log).contains("Server listening")) {
                throw new AssertionError("sshd did not start: " + Shell.read(log));
            }
            return port;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private List<String> inside(String... command) {
        return Stream.concat(inside.stream(), Stream.of(command)).toList();
    }

    @Override
    public void close() {
        processes.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        if (!inside.isEmpty()) {
            Shell.run("docker", "kill", inside.getLast());
        }
    }
}
