package io.rlmprov.host;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Who runs rlmprov, as far as SSH needs to know. Passed in, so that nothing here reads the process's own environment.
 *
 * @param home with {@code .ssh} in it
 * @param login default for the user on the host, as {@code ssh} does it
 * @param environment for {@code SSH_AUTH_SOCK} and {@code ${NAME}} in ssh_config
 * @param systemSsh {@code /etc/ssh}: the machine's ssh_config and ssh_known_hosts
 */
public record Operator(Path home, String login, Map<String, String> environment, Path systemSsh) {
    /** {@code ~/.ssh}. */
    Path sshDirectory() {
        return home.resolve(".ssh");
    }

    /** {@code ~} and {@code ~/x}, and paths relative to home, as ssh_config has them. */
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
}
