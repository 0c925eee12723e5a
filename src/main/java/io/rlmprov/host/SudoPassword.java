package io.rlmprov.host;

import io.rlmprov.config.Secret;
import java.util.Optional;

/** Where the password that sudo asks for comes from. */
public interface SudoPassword {
    /** None, and nobody can be asked. */
    SudoPassword NONE = new SudoPassword() {
        @Override
        public Optional<Secret> configured() {
            return Optional.empty();
        }

        @Override
        public Optional<Secret> ask(String question) {
            return Optional.empty();
        }
    };

    /** {@code hosts[].sudo-password}, resolved. */
    Optional<Secret> configured();

    /** Asks the operator, who types it unseen; empty if nobody sits at a terminal. */
    Optional<Secret> ask(String question);
}
