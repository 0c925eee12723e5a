package io.rlmprov.sizing;

import io.rlmprov.config.RlmprovException;

/** The users do not fit on the host. Its remedy names figures that do. */
public final class DoesNotFit extends RlmprovException {
    DoesNotFit(String message, String remedy) {
        super(message, remedy);
    }
}
