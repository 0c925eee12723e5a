package io.rlmprov.host;

import io.rlmprov.facts.RemoteShell;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A running command: stdout and stderr are drained at the same time, since they share one window (sshj 0.40). */
final class RemoteProcess implements AutoCloseable {
    /** Without a byte after the end of the process: long enough for the last of them to arrive. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final Commands.Execution execution;
    private final OutputStream input;
    private final Output out;
    private final Output err;
    private final Thread outThread;
    private final Thread errThread;

    /**
     * @param sudo what is said before the script begins
     * @param bytes receives all of stdout, which then has no lines
     * @param lines told each line of both streams, one at a time
     * @param keep whether the result has the output
     * @param outLines told each line of stdout only
     * @param outEnd told that there are no more
     */
    RemoteProcess(
            Commands.Execution execution,
            SudoTalk sudo,
            Optional<OutputStream> bytes,
            Consumer<String> lines,
            boolean keep,
            Consumer<String> outLines,
            Runnable outEnd) {
        this.execution = execution;
        Consumer<String> one = oneAtATime(lines);
        this.input = sudo.over(execution);
        this.out = new Output(execution.out(), Preamble.MARKER, one.andThen(outLines), SudoTalk.none(), keep, bytes);
        this.err = new Output(execution.err(), Preamble.MARKER, one, sudo, keep, Optional.empty());
        this.outThread = Thread.ofVirtual().name("stdout").start(() -> {
            out.run();
            outEnd.run();
        });
        this.errThread = Thread.ofVirtual().name("stderr").start(err);
    }

    private static Consumer<String> oneAtATime(Consumer<String> lines) {
        Object turn = new Object();
        return line -> {
            synchronized (turn) {
                lines.accept(line);
            }
        };
    }

    OutputStream input() {
        return input;
    }

    /** What it printed before its script began; for the error when none began. */
    String noise() {
        return out.noise() + err.noise();
    }

    boolean started() {
        return out.started();
    }

    boolean running() {
        return outThread.isAlive();
    }

    /**
     * Waits for the end of the process and of both streams; not for that of a child that it left behind and that keeps them
     * open.
     *
     * @throws IOException if the connection ended first
     */
    RemoteShell.Result await() throws IOException {
        try {
            drain();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        Optional<Throwable> failure =
                Stream.of(out, err).flatMap(o -> o.failure().stream()).findFirst();
        if (failure.isPresent()) {
            switch (failure.get()) {
                case RuntimeException consumer -> throw consumer;
                case Throwable lost -> throw new IOException(lost.getMessage(), lost);
            }
        }
        return new RemoteShell.Result(execution.exit(), out.text(), err.text());
    }

    private void drain() throws InterruptedException {
        long before = -1;
        while (!outThread.join(SILENCE) || !errThread.join(SILENCE)) {
            long now = execution.ended() ? out.count() + err.count() : -1;
            if (now >= 0 && now == before) {
                close();
                outThread.join();
                errThread.join();
            }
            before = now;
        }
    }

    @Override
    public void close() {
        execution.close();
    }
}
