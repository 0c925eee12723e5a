package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;

/** The login may not become root without a password. */
public final class SudoRefusedException extends RlmprovException {
    SudoRefusedException(String message, String remedy) {
        super(message, remedy);
    }
}
