package io.rlmprov.cli;

import io.rlmprov.apply.Event;
import io.rlmprov.ui.ProgressBoard;
import io.rlmprov.ui.ProgressJson;
import io.rlmprov.ui.ProgressLines;

/**
 * The way in which progress is shown here: a board for a person, lines for a log, JSON for a program.
 *
 * @param sink what events go to
 * @param end what has to be done when no more will come
 */
record Progress(Event.Sink sink, Runnable end) implements Event.Sink, AutoCloseable {
    static Progress of(Surroundings around, boolean json) {
        if (json) {
            return new Progress(new ProgressJson(around.out(), around.clock()), () -> {});
        }
        if (!around.terminal()) {
            return new Progress(new ProgressLines(around.out(), around.clock()), () -> {});
        }
        around.out().println();
        ProgressBoard board = new ProgressBoard(around.out(), around.clock(), around.style(), around.width());
        return new Progress(board, board::close);
    }

    @Override
    public void emit(Event event) {
        sink.emit(event);
    }

    @Override
    public void close() {
        end.run();
    }
}
