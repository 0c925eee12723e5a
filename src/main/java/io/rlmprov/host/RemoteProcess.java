package io.rlmprov.host;

import io.rlmprov.facts.RemoteShell;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.connection.channel.direct.Signal;

/** A running command: stdout and stderr are drained at the same time, since they share one window (sshj 0.40). */
final class RemoteProcess implements AutoCloseable {
    private static final long CLOSE_SECONDS = 30;
    /** Without a byte after the end of the process: long enough for the last of them to arrive. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Map<Signal, Integer> NUMBERS = Map.ofEntries(
            Map.entry(Signal.HUP, 1),
            Map.entry(Signal.INT, 2),
            Map.entry(Signal.QUIT, 3),
            Map.entry(Signal.ILL, 4),
            Map.entry(Signal.ABRT, 6),
            Map.entry(Signal.FPE, 8),
            Map.entry(Signal.KILL, 9),
            Map.entry(Signal.USR1, 10),
            Map.entry(Signal.SEGV, 11),
            Map.entry(Signal.USR2, 12),
            Map.entry(Signal.PIPE, 13),
            Map.entry(Signal.ALRM, 14),
            Map.entry(Signal.TERM, 15));

    private final Channels.Exec exec;
    private final OutputStream input;
    private final Output out;
    private final Output err;
    private final Thread outThread;
    private final Thread errThread;

    /**
     * @param lines told each line of both streams, one at a time
     * @param outLines told each line of stdout only
     * @param outEnd told that there are no more
     */
    RemoteProcess(
            Channels.Exec exec,
            TrafficMeter meter,
            Consumer<String> lines,
            Consumer<String> outLines,
            Runnable outEnd) {
        this.exec = exec;
        Session.Command command = exec.command();
        Consumer<String> one = oneAtATime(lines);
        this.input = new WindowedOutput(command, meter);
        this.out = new Output(meter.counted(command.getInputStream()), Preamble.MARKER, one.andThen(outLines));
        this.err = new Output(meter.counted(command.getErrorStream()), Preamble.MARKER, one);
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
        Session.Command command = exec.command();
        command.join(CLOSE_SECONDS, TimeUnit.SECONDS);
        return new RemoteShell.Result(exit(command), out.text(), err.text());
    }

    private void drain() throws InterruptedException {
        long before = -1;
        while (!outThread.join(SILENCE) || !errThread.join(SILENCE)) {
            long now = hasEnded() ? out.count() + err.count() : -1;
            if (now >= 0 && now == before) {
                close();
                outThread.join();
                errThread.join();
            }
            before = now;
        }
    }

    private boolean hasEnded() {
        return exec.command().getExitStatus() != null || exec.command().getExitSignal() != null;
    }

    private static int exit(Session.Command command) throws IOException {
        Integer status = command.getExitStatus();
        if (status != null) {
            return status;
        }
        Signal signal = command.getExitSignal();
        if (signal == null) {
            throw new IOException("the channel ended without an exit status");
        }
        return 128 + NUMBERS.getOrDefault(signal, 0);
    }

    @Override
    public void close() {
        exec.close();
    }
}
