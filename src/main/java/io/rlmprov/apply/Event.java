package io.rlmprov.apply;

import io.rlmprov.model.Operation;
import java.util.List;

/** What happens during an apply, for whoever shows it: a board, plain lines, JSON lines. Several operations run at once. */
public sealed interface Event {
    /**
     * The plan is carried out from now on.
     *
     * @param operations all of them, in the order of the plan
     */
    record Began(List<Operation> operations) implements Event {}

    /** An operation begins. */
    record Started(Operation operation) implements Event {}

    /** A line that a running operation printed. */
    record Output(Operation operation, String line) implements Event {}

    /**
     * An operation is done.
     *
     * @param done says so in the past tense; {@link Operation#done()}, or what the operation itself said of its end
     */
    record Finished(Operation operation, String done) implements Event {}

    /** An operation failed; the error itself is thrown at the end. */
    record Failed(Operation operation) implements Event {}

    /**
     * An operation is not done, since another one failed that has to be done before.
     *
     * @param failed the other one
     */
    record Skipped(Operation operation, Operation failed) implements Event {}

    /** Where events go. Called by several threads. */
    @FunctionalInterface
    interface Sink {
        /** Takes one event. */
        void emit(Event event);
    }
}
