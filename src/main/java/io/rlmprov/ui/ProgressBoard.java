package io.rlmprov.ui;

import io.rlmprov.apply.Event;
import io.rlmprov.config.Printable;
import io.rlmprov.model.Operation;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Progress for a terminal: operations that ended as lines, and below them a living line for each that runs: its number, what
 * it does, for how long, and the last line that it printed.
 */
public final class ProgressBoard implements Event.Sink, AutoCloseable {
    private static final String[] SPINNER = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
    private static final String CLEAR = "\r\u001b[2K";
    private static final String UP = "\u001b[A";
    // DECAWM off and on: a window may have been made narrower since its width was read.
    private static final String CUT = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";
    private static final long TICK_MILLIS = 120;

    private final PrintWriter out;
    private final InstantSource clock;
    private final Style style;
    private final int width;
    private final ScheduledExecutorService ticker;
    private final Steps steps = new Steps();
    /** The last line of each operation that runs. */
    private final Map<Operation, String> running = new LinkedHashMap<>();

    private int drawn;
    private int frame;

    /**
     * To this terminal.
     *
     * @param width columns; longer lines are cut, since a wrapped line cannot be cleared
     */
    public ProgressBoard(PrintWriter out, InstantSource clock, Style style, int width) {
        this.out = out;
        this.clock = clock;
        this.style = style;
        this.width = width;
        this.ticker = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("progress").factory());
        // The future is not needed: tick does not throw, and close() ends it.
        var _ = ticker.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void emit(Event event) {
        Instant now = clock.instant();
        switch (event) {
            case Event.Began began -> steps.begin(began.operations());
            case Event.Started(Operation operation) -> {
                steps.start(operation, now);
                running.put(operation, "");
                draw();
            }
            case Event.Output(Operation operation, String line) -> {
                if (!line.isBlank()) {
                    running.computeIfPresent(operation, (_, _) -> line);
                }
            }
            case Event.Finished(Operation operation, String done) ->
                settle(operation, style.green("✓ ") + steps.number(operation) + Printable.line(done), now);
            case Event.Failed(Operation operation) ->
                settle(operation, style.red("✗ ") + steps.number(operation) + Printable.line(operation.doing()), now);
            case Event.Skipped skipped ->
                above(style.dim("- " + steps.number(skipped.operation()) + Steps.skipped(skipped)));
        }
    }

    private void settle(Operation operation, String text, Instant now) {
        running.remove(operation);
        above(text + style.dim("  " + steps.elapsed(operation, now)));
    }

    /** A line that stays, above those that live. */
    private void above(String text) {
        StringBuilder screen = erased();
        screen.append(text).append('\n');
        paint(screen);
    }

    synchronized void tick() {
        if (!running.isEmpty()) {
            frame = (frame + 1) % SPINNER.length;
            draw();
        }
    }

    private void draw() {
        paint(erased());
    }

    /** Takes the cursor to where the first living line is, with all of them cleared. */
    private StringBuilder erased() {
        StringBuilder screen = new StringBuilder(CLEAR);
        for (int line = 1; line < drawn; line++) {
            screen.append(UP).append(CLEAR);
        }
        return screen;
    }

    private void paint(StringBuilder screen) {
        Instant now = clock.instant();
        boolean first = true;
        for (Map.Entry<Operation, String> each : running.entrySet()) {
            screen.append(first ? "" : "\n")
                    .append(CUT)
                    .append(line(each.getKey(), each.getValue(), now))
                    .append(WRAP);
            first = false;
        }
        drawn = running.size();
        out.print(screen);
        out.flush();
    }

    private String line(Operation operation, String printed, Instant now) {
        String head = SPINNER[frame] + " " + steps.number(operation) + Printable.line(operation.doing()) + "  "
                + steps.elapsed(operation, now);
        // Escape sequences and tabs of a build's output would break the one line.
        String tail = Printable.line(printed.replace('\t', ' ')).strip();
        int room = width - head.length() - 3;
        String shown = room < 10 || tail.isEmpty() ? "" : "  " + tail.substring(0, Math.min(room, tail.length()));
        return head.substring(0, Math.min(head.length(), width - 1)) + style.dim(shown);
    }

    @Override
    public synchronized void close() {
        ticker.shutdownNow();
        if (!running.isEmpty()) {
            out.println();
            out.flush();
        }
    }
}
