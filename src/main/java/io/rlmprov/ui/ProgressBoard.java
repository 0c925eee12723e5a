package io.rlmprov.ui;

import io.rlmprov.apply.Event;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Progress for a terminal: done steps as lines, and below them one line that lives: which step, for how long, and the
 * last line that it printed.
 */
public final class ProgressBoard implements Event.Sink, AutoCloseable {
    private static final String[] SPINNER = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
    private static final String CLEAR = "\r\u001b[2K";
    // DECAWM off and on: a window may have been made narrower since its width was read.
    private static final String CUT = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";
    private static final long TICK_MILLIS = 120;

    private final PrintWriter out;
    private final InstantSource clock;
    private final Style style;
    private final int width;
    private final ScheduledExecutorService ticker;
    private Instant began;
    private String doing = "";
    private String line = "";
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
        this.began = clock.instant();
        this.ticker = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("progress").factory());
        // The future is not needed: tick does not throw, and close() ends it.
        var _ = ticker.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void emit(Event event) {
        switch (event) {
            case Event.Started started -> {
                began = clock.instant();
                doing = started.doing();
                line = "";
                draw();
            }
            case Event.Output output -> line = output.line().isBlank() ? line : output.line();
            case Event.Finished finished -> settle(style.green("✓ ") + finished.done());
            case Event.Failed failed -> settle(style.red("✗ ") + failed.doing());
        }
    }

    private void settle(String text) {
        doing = "";
        out.println(CLEAR + text + style.dim("  " + Elapsed.since(began, clock.instant())));
        out.flush();
    }

    synchronized void tick() {
        if (!doing.isEmpty()) {
            frame = (frame + 1) % SPINNER.length;
            draw();
        }
    }

    private void draw() {
        String head = SPINNER[frame] + " " + doing + "  " + Elapsed.since(began, clock.instant());
        // Escape sequences and tabs of a build's output would break the one line.
        String tail = line.replaceAll("\\p{Cntrl}", " ").strip();
        int room = width - head.length() - 3;
        String shown = room < 10 || tail.isEmpty() ? "" : "  " + tail.substring(0, Math.min(room, tail.length()));
        String text = head.substring(0, Math.min(head.length(), width - 1)) + style.dim(shown);
        out.print(CLEAR + CUT + text + WRAP);
        out.flush();
    }

    @Override
    public synchronized void close() {
        ticker.shutdownNow();
        if (!doing.isEmpty()) {
            out.println();
            out.flush();
        }
    }
}
