package io.rlmprov.host;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who runs rlmprov, as far as SSH needs to know. Passed in, so that nothing here reads the process's own environment.
 *
 * @param home with {@code .ssh} in it
 * @param login default for the user on the host, as {@code ssh} does it
 * @param environment for {@code SSH_AUTH_SOCK} and {@code ${NAME}} in ssh_config, and for programs that are run
 * @param systemSsh {@code /etc/ssh}: the computer's ssh_config and ssh_known_hosts
 * @param ssh OpenSSH's client, if it is there and reads the configuration of this {@code home}
 */
public record Operator(Path home, String login, Map<String, String> environment, Path systemSsh, Optional<Path> ssh) {
    /** An operator without an {@code ssh}. */
    Operator(Path home, String login, Map<String, String> environment, Path systemSsh) {
        this(home, login, environment, systemSsh, Optional.empty());
    }

    /**
     * The operator of this process.
     *
     * @param home may differ from the user's own: ssh does not look at {@code HOME}, so it cannot be asked then
     * @param userHome the home directory in the user database, which ssh reads
     */
    public static Operator of(Path home, Path userHome, String login, Map<String, String> environment) {
        Optional<Path> ssh = home.normalize().equals(userHome.normalize()) ? sshOf(environment) : Optional.empty();
        return new Operator(home, login, environment, Path.of("/etc/ssh"), ssh);
    }

    private static Optional<Path> sshOf(Map<String, String> environment) {
        return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> Stream.of(Path.of(folder, "ssh"), Path.of(folder, "ssh.exe")))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** {@code ~/.ssh}. */
    Path sshDirectory() {
        return home.resolve(".ssh");
    }

    /** {@code ~} and {@code ~/x}. */
    Path expand(String path) {
        if (path.equals("~")) {
            return home;
        }
        return path.startsWith("~/") ? home.resolve(path.substring(2)) : Path.of(path);
    }

    /** Socket of the running agent. */
    Optional<String> agentSocket() {
        return Optional.ofNullable(environment.get("SSH_AUTH_SOCK")).filter(socket -> !socket.isEmpty());
    }

    /** The shell that runs commands of ssh_config. */
    String shell() {
        return Optional.ofNullable(environment.get("SHELL"))
                .filter(shell -> !shell.isEmpty())
                .orElse("/bin/sh");
    }

    /** What resolves ssh_config: the operator's own ssh, or rlmprov's reader. */
    SshConfigSource sshConfig() {
        return ssh.<SshConfigSource>map(program -> new SshProgram(this, List.of(program.toString()), SshProgram.LIMIT))
                .orElseGet(() -> new SshConfigReader(this, SshConfigFiles.read(this)));
    }
}
