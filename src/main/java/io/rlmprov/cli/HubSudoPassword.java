package io.rlmprov.cli;

import io.rlmprov.config.Secret;
import io.rlmprov.host.SudoPassword;
import java.util.Optional;

/**
 * The password for sudo, from hub.yaml or else from the terminal.
 *
 * @param configured that of hub.yaml, resolved
 */
record HubSudoPassword(Surroundings around, Optional<Secret> configured) implements SudoPassword {
    @Override
    public Optional<Secret> ask(String question) {
        return around.secret(question);
    }
}
