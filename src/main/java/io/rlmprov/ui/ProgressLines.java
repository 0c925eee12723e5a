package io.rlmprov.ui;

import io.rlmprov.apply.Event;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Progress for a log: a line when a step begins, a line when it ends, and now and then one that says it still goes on. */
public final class ProgressLines implements Event.Sink {
    /** A log wants no more often to hear that nothing is wrong. */
    private static final Duration QUIET = Duration.ofSeconds(20);

    private final PrintWriter out;
    private final InstantSource clock;
    private Instant began;
    private Instant told;

    /** To this writer, which is flushed after each line. */
    public ProgressLines(PrintWriter out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
        this.began = clock.instant();
        this.told = began;
    }

    @Override
    public synchronized void emit(Event event) {
        Instant now = clock.instant();
        switch (event) {
            case Event.Started started -> {
                began = now;
                told = now;
                out.println(started.doing() + " ...");
            }
            case Event.Output output -> {
                if (Duration.between(told, now).compareTo(QUIET) >= 0
                        && !output.line().isBlank()) {
                    told = now;
                    out.println("  " + Elapsed.since(began, now) + ": "
                            + output.line().strip());
                }
            }
            case Event.Finished finished -> out.println(finished.done() + " (" + Elapsed.since(began, now) + ")");
            case Event.Failed failed -> out.println(failed.doing() + " failed (" + Elapsed.since(began, now) + ")");
        }
        out.flush();
    }
}
