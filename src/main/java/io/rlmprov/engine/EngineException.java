package io.rlmprov.engine;

import io.rlmprov.config.RlmprovException;

/** The container engine does not answer, or refuses what it is asked. */
public final class EngineException extends RlmprovException {
    EngineException(String message, String remedy) {
        super(message, remedy);
    }

    EngineException(String message, String remedy, Throwable cause) {
        super(message, remedy, cause);
    }

    /** Nothing speaks HTTP behind the engine's socket. */
    static EngineException unavailable(String host, String why) {
        return new EngineException(
                host + ": the Docker engine does not answer: " + why.strip(),
                "Look at \"systemctl status docker\" on the host; rlmprov apply installs and starts the engine.");
    }
}
