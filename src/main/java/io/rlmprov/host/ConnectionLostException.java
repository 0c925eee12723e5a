package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;

/** The connection ended while something was being done; how far that came is not known. */
public final class ConnectionLostException extends RlmprovException {
    ConnectionLostException(String host, String doing, Throwable cause) {
        super(
                host + ": the SSH connection was lost while " + doing,
                "Run the same command again: it looks at what is there and goes on from that.",
                cause);
    }
}
