package io.rlmprov.cli;

import io.rlmprov.apply.Event;
import io.rlmprov.ui.ProgressBoard;
import io.rlmprov.ui.ProgressJson;
import io.rlmprov.ui.ProgressLines;
import java.time.Duration;

/** The way in which progress is shown here: a board for a person, lines for a log, JSON for a program. */
final class Progress implements Event.Sink, AutoCloseable {
    /** For the line in the journal: who presses Ctrl-C has waited long enough. */
    private static final Duration LAST_WORD = Duration.ofSeconds(3);

    private final Surroundings around;
    private final Event.Sink sink;
    private final Runnable end;
    private final Thread interrupted;
    private volatile Runnable lastWord = () -> {};

    /**
     * From now until it is closed, Ctrl-C tells how to go on. It does not wait for the step that runs: a shutdown that has
     * begun cannot be hurried, and a build takes minutes.
     *
     * @param sink what events go to
     * @param end what has to be done when no more will come
     */
    private Progress(Surroundings around, Event.Sink sink, Runnable end) {
        this.sink = sink;
        this.end = end;
        this.around = around;
        this.interrupted = new Thread(this::interrupted, "interrupted");
        Runtime.getRuntime().addShutdownHook(interrupted);
    }

    private static void leave(Runnable word) {
        try {
            Thread.ofVirtual().name("last word").start(word).join(LAST_WORD);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What Ctrl-C does beside that, if it does not take long. */
    void onInterrupt(Runnable word) {
        lastWord = word;
    }

    static Progress of(Surroundings around, boolean json) {
        if (json) {
            return new Progress(around, new ProgressJson(around.out(), around.clock()), () -> {});
        }
        around.out().println();
        if (!around.repaints()) {
            return new Progress(around, new ProgressLines(around.out(), around.clock()), () -> {});
        }
        ProgressBoard board = new ProgressBoard(around.out(), around.clock(), around.style(), around.width());
        return new Progress(around, board, board::close);
    }

    void interrupted() {
        end.run();
        around.err()
                .println(
                        "\nInterrupted. What is done stays done, and the step that ran may still be at work on the host."
                                + " Run it again: it waits for that and goes on from there.");
        leave(lastWord);
    }

    @Override
    public void emit(Event event) {
        sink.emit(event);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        } catch (IllegalStateException _) {
            // It is running: the connection ended because of the same Ctrl-C.
            return;
        }
        end.run();
    }
}
