package io.rlmprov.apply;

import java.util.function.Consumer;

/**
 * One thing to do, to which changes are lowered. Every step can be run twice: the second run does no harm and ends in
 * the same state.
 */
interface Step {
    /** What it does, for progress and errors: "Installing Docker". */
    String doing();

    /** The same when it is done: "Installed Docker". */
    String done();

    /**
     * Does it.
     *
     * @param lines told what happens meanwhile
     * @throws StepFailed if it could not be done
     */
    void run(TargetHost host, Consumer<String> lines);
}
