package io.rlmprov.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real ssh-agent. */
final class ThrowawayAgent implements AutoCloseable {
    private final Path socket;
    private final Process process;

    private ThrowawayAgent(Path socket, Process process) {
        this.socket = socket;
        this.process = process;
    }

    static ThrowawayAgent start(Path directory) {
        Path socket = directory.resolve("agent");
        try {
            Process process = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            while (!Files.exists(socket) && process.isAlive()) {
                Thread.sleep(10);
            }
            return new ThrowawayAgent(socket, process);
        } catch (IOException e) {
            throw new AssertionError("This test needs ssh-agent: apt-get install openssh-client", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Path socket() {
        return socket;
    }

    void add(Path key) {
        Shell.run("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", key.toString());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
