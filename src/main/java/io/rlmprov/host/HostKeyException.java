package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;

/** The host's key is unknown, changed or revoked: nothing was sent to it. */
public final class HostKeyException extends RlmprovException {
    HostKeyException(String message, String remedy) {
        super(message, remedy);
    }
}
