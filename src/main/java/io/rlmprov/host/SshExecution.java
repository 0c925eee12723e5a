package io.rlmprov.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.connection.channel.direct.Signal;

/** A command in a session channel. */
final class SshExecution implements Commands.Execution {
    private static final long CLOSE_SECONDS = 30;

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

    private final Session session;
    private final Session.Command command;
    private final Runnable freesSlot;
    private final InputStream out;
    private final InputStream err;
    private final OutputStream in;
    private boolean closed;

    SshExecution(Session session, Session.Command command, TrafficMeter meter, Runnable freesSlot) {
        this.session = session;
        this.command = command;
        this.freesSlot = freesSlot;
        this.out = meter.counted(command.getInputStream());
        this.err = meter.counted(command.getErrorStream());
        this.in = new WindowedOutput(command, meter);
    }

    @Override
    public InputStream out() {
        return out;
    }

    @Override
    public InputStream err() {
        return err;
    }

    @Override
    public OutputStream in() {
        return in;
    }

    @Override
    public boolean ended() {
        return command.getExitStatus() != null || command.getExitSignal() != null;
    }

    @Override
    public int exit() throws IOException {
        command.join(CLOSE_SECONDS, TimeUnit.SECONDS);
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
    public synchronized void close() {
        if (!closed) {
            closed = true;
            try {
                session.close();
            } catch (IOException alreadyGone) {
                // With the connection, which whoever uses it notices.
            } finally {
                freesSlot.run();
            }
        }
    }
}
