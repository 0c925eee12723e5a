package io.rlmprov.apply;

import io.rlmprov.model.Operation;

/** Tells the lines of one operation, and takes from them what the operation itself says of its end. */
final class Outcome {
    /** With this begins a line by which a script says what it did, where that is known only on the host. */
    static final String DONE = "==> done: ";

    private final Operation operation;
    private final Event.Sink events;
    // Output is told by the thread that reads it.
    private volatile String done;

    Outcome(Operation operation, Event.Sink events) {
        this.operation = operation;
        this.events = events;
        this.done = operation.done();
    }

    void line(String line) {
        if (line.startsWith(DONE)) {
            done = line.substring(DONE.length());
        }
        events.emit(new Event.Output(operation, line));
    }

    String done() {
        return done;
    }
}
