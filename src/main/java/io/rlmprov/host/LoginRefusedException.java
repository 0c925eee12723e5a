package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;

/** The host took none of the operator's keys. */
public final class LoginRefusedException extends RlmprovException {
    LoginRefusedException(String message, String remedy) {
        super(message, remedy);
    }
}
