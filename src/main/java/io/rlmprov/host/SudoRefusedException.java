package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;

/** The login may not become root. */
public sealed class SudoRefusedException extends RlmprovException permits PasswordWantedException {
    SudoRefusedException(String message, String remedy) {
        super(message, remedy);
    }
}
