package io.rlmprov.e2e;

import io.rlmprov.e2e.Command.Ended;

/**
 * A throwaway container of the base image, as root, with {@code ansible-free-scripts} at {@code /s}: a machine for the
 * scripts that need neither systemd nor Docker.
 */
final class ScriptBox implements AutoCloseable {
    private final String id;

    private ScriptBox(String id) {
        this.id = id;
    }

    static ScriptBox up() {
        var scripts = Command.repository().resolve("ansible-free-scripts").toAbsolutePath();
        var id = Command.of(
                        "docker",
                        "run",
                        "--detach",
                        "--rm",
                        "--init",
                        "--label",
                        "io.rlmprov.lab.box=1",
                        "--volume",
                        scripts + ":/s:ro",
                        "debian:trixie-slim",
                        "sleep",
                        "infinity")
                .run()
                .succeeded()
                .strip();
        return new ScriptBox(id);
    }

    /** Runs shell commands, up to the first that fails. */
    Ended sh(String commands) {
        return Command.of("docker", "exec", "--interactive", id, "sh", "-euc", commands)
                .run();
    }

    /** What commands print that must succeed. */
    String out(String commands) {
        return sh(commands).succeeded();
    }

    /** Puts a file of the repository into the box. */
    void copy(String file, String to) {
        Command.of("docker", "cp", "--quiet", file, id + ":" + to).run().succeeded();
    }

    @Override
    public void close() {
        Command.of("docker", "rm", "--force", id).run().succeeded();
    }
}
