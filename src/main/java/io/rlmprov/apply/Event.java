package io.rlmprov.apply;

import io.rlmprov.desired.Address;
import java.util.List;

/** What happens during an apply, for whoever shows it: a board, plain lines, JSON lines. */
public sealed interface Event {
    /**
     * A step begins.
     *
     * @param resources those whose changes asked for it; none if it only looks or records
     * @param doing what it does, as "Building image rlm-hub"
     */
    record Started(List<Address> resources, String doing) implements Event {}

    /** A line that the running step printed. */
    record Output(String line) implements Event {}

    /** The step that ran is done; {@code done} says so in the past tense. */
    record Finished(List<Address> resources, String done) implements Event {}

    /** The step that ran failed; the error itself is thrown. */
    record Failed(List<Address> resources, String doing) implements Event {}

    /** Where events go. */
    @FunctionalInterface
    interface Sink {
        /** Takes one event. */
        void emit(Event event);
    }
}
