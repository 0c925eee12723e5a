package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;

/** No SSH connection could be made: name, network, port or protocol. */
public final class UnreachableException extends RlmprovException {
    UnreachableException(String message, String remedy, Throwable cause) {
        super(message, remedy, cause);
    }
}
