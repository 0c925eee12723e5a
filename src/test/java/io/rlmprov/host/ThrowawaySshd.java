package io.rlmprov.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real OpenSSH server on a loopback port, with keys and configuration of its own under a temporary directory. */
public final class ThrowawaySshd implements AutoCloseable {
    private static final Path SSHD = Path.of("/usr/sbin/sshd");

    private final Path directory;
    private final int port;
    private final Process process;

    private ThrowawaySshd(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param directory empty or new
     * @param more lines for its sshd_config
     */
    public static ThrowawaySshd start(Path directory, String... more) {
        if (!Files.isExecutable(SSHD)) {
            throw new AssertionError("This test needs a real sshd: apt-get install openssh-server");
        }
        try {
            Files.createDirectories(directory);
            privilegeSeparation();
            int port = freePort();
            List<String> config = new ArrayList<>(List.of(
                    "ListenAddress 127.0.0.1",
                    "Port " + port,
                    "PidFile none",
                    "UsePAM no",
                    "StrictModes no",
                    "PermitRootLogin yes",
                    "PasswordAuthentication no",
                    "KbdInteractiveAuthentication no",
                    "AuthorizedKeysFile " + directory.resolve("authorized_keys")));
            for (String type : List.of("ed25519", "ecdsa", "rsa")) {
                Shell.key(directory.resolve("host_" + type), type);
                config.add("HostKey " + directory.resolve("host_" + type));
            }
            if (knowsPenalties()) {
                config.add("PerSourcePenalties no");
            }
            config.addAll(List.of(more));
            Files.write(directory.resolve("sshd_config"), config);
            Files.createFile(directory.resolve("authorized_keys"));
            Process process = new ProcessBuilder(
                            SSHD.toString(),
                            "-D",
                            "-e",
                            "-f",
                            directory.resolve("sshd_config").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            ThrowawaySshd sshd = new ThrowawaySshd(directory, port, process);
            sshd.awaitListening();
            return sshd;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public int port() {
        return port;
    }

    /** Lets this key in, for every user. */
    public void authorize(Path privateKey) {
        Path file = directory.resolve("authorized_keys");
        Shell.write(file, Shell.read(file) + Shell.publicKey(privateKey) + "\n");
    }

    /** The line for a known_hosts file. */
    public String knownHost(String type) {
        String[] key = hostKey(type).split(" ", -1);
        return "[127.0.0.1]:" + port + " " + key[0] + " " + key[1] + "\n";
    }

    String hostKey(String type) {
        return Shell.publicKey(directory.resolve("host_" + type));
    }

    /** Kills the processes that serve connections, as a network that goes away. */
    void killConnections() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /** Stops the processes that serve connections: the kernel still takes what is sent, and nobody answers. */
    void freezeConnections() {
        process.descendants().forEach(child -> Shell.run("kill", "-STOP", Long.toString(child.pid())));
    }

    String log() {
        return Shell.read(directory.resolve("log"));
    }

    @Override
    public void close() {
        killConnections();
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitListening() throws IOException {
        for (int attempt = 0; attempt < 100 && process.isAlive(); attempt++) {
            try {
                Thread.sleep(50);
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                // Next attempt.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        throw new AssertionError("sshd did not start: " + log());
    }

    /** OpenSSH 9.8 and later ban an address after failed logins, which are what some tests are about. */
    private static boolean knowsPenalties() throws IOException {
        try {
            return new ProcessBuilder(SSHD.toString(), "-T", "-o", "PerSourcePenalties=no", "-f", "/dev/null")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void privilegeSeparation() throws IOException {
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
