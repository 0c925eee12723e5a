package io.rlmprov.ui;

import io.rlmprov.apply.Event;
import io.rlmprov.config.Printable;
import io.rlmprov.model.Operation;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Progress for a log: a line when an operation begins, a line when it ends, and now and then one that says that it still goes
 * on.
 */
public final class ProgressLines implements Event.Sink {
    /** A log wants no more often to hear that nothing is wrong. */
    private static final Duration QUIET = Duration.ofSeconds(20);

    private final PrintWriter out;
    private final InstantSource clock;
    private final Steps steps = new Steps();
    private final Map<Operation, Instant> told = new HashMap<>();

    /** To this writer, which is flushed after each line. */
    public ProgressLines(PrintWriter out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public synchronized void emit(Event event) {
        Instant now = clock.instant();
        switch (event) {
            case Event.Began began -> steps.begin(began.operations());
            case Event.Started(Operation operation) -> {
                steps.start(operation, now);
                told.put(operation, now);
                out.println(steps.number(operation) + Printable.line(operation.doing()) + " ...");
            }
            case Event.Output(Operation operation, String line) -> output(operation, line, now);
            case Event.Finished(Operation operation, String done) ->
                out.println(
                        steps.number(operation) + Printable.line(done) + " (" + steps.elapsed(operation, now) + ")");
            case Event.Failed(Operation operation) ->
                out.println(steps.number(operation) + Printable.line(operation.doing()) + " failed ("
                        + steps.elapsed(operation, now) + ")");
            case Event.Skipped skipped -> out.println(steps.number(skipped.operation()) + Steps.skipped(skipped));
        }
        out.flush();
    }

    private void output(Operation operation, String line, Instant now) {
        Instant last = told.getOrDefault(operation, now);
        if (Duration.between(last, now).compareTo(QUIET) >= 0 && !line.isBlank()) {
            told.put(operation, now);
            out.println("  " + steps.number(operation) + steps.elapsed(operation, now) + ": "
                    + Printable.line(line.strip()));
        }
    }
}
