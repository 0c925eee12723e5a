package io.rlmprov.host;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.Session;

/** Opens channels on one connection, no more sessions at a time than the server takes, and counts them. */
final class Channels implements Commands {
    /** MaxSessions is 10 by default, and the server frees a slot later than we do: at 10, one in seven is refused. */
    static final int SESSIONS = 6;

    private static final int ATTEMPTS = 8;
    private static final long FIRST_PAUSE_NANOS = 10_000_000;

    private final SSHClient client;
    private final TrafficMeter meter;
    private final Semaphore slots = new Semaphore(SESSIONS);
    private final AtomicBoolean measuring = new AtomicBoolean();
    private final CompletableFuture<Integer> sessions = new CompletableFuture<>();

    Channels(SSHClient client, TrafficMeter meter) {
        this.client = client;
        this.meter = meter;
    }

    /** Starts a command; waits for a slot. The first one does not wait until the sessions are counted, all others do. */
    @Override
    public Execution start(String line) throws IOException {
        boolean first = measuring.compareAndSet(false, true);
        if (!first) {
            sessions.join();
        }
        slots.acquireUninterruptibly();
        Optional<Session> session = Optional.empty();
        try {
            if (!reachable()) {
                throw new IOException("the connection is closed");
            }
            session = Optional.of(session(first ? 1 : ATTEMPTS));
            meter.channel();
            meter.exec();
            return new SshExecution(session.get(), session.get().exec(line), meter, slots::release);
        } catch (IOException | RuntimeException e) {
            slots.release();
            if (session.isPresent()) {
                session.get().close();
            }
            throw e;
        } finally {
            if (first) {
                Thread.ofVirtual().name("sessions").start(this::countSessions);
            }
        }
    }

    /**
     * How many sessions the server grants at a time, {@value #SESSIONS} at most: MaxSessions of sshd_config(5). They are counted
     * beside the first command, so that nobody waits for it.
     */
    int sessions() {
        return sessions.join();
    }

    /** A session that has just been closed may still count at the server. */
    private Session session(int attempts) throws IOException {
        long pause = FIRST_PAUSE_NANOS;
        for (int attempt = 1; ; attempt++) {
            try {
                return client.startSession();
            } catch (OpenFailException refused) {
                if (attempt == attempts) {
                    throw refused;
                }
                LockSupport.parkNanos(pause);
                pause *= 2;
            }
        }
    }

    /** Opens as many more as may be wanted, all at once, and closes them again. */
    private void countSessions() {
        List<CompletableFuture<Boolean>> more = IntStream.range(1, SESSIONS)
                .mapToObj(_ -> new CompletableFuture<Boolean>())
                .toList();
        CompletableFuture<Void> counted = CompletableFuture.allOf(more.toArray(CompletableFuture[]::new));
        for (CompletableFuture<Boolean> one : more) {
            Thread.ofVirtual().name("session").start(() -> {
                try (Session session = client.startSession()) {
                    one.complete(session.isOpen());
                    counted.join();
                } catch (IOException refused) {
                    one.complete(false);
                }
            });
        }
        counted.join();
        int granted = 1
                + Math.toIntExact(more.stream().filter(CompletableFuture::join).count());
        slots.acquireUninterruptibly(SESSIONS - granted);
        sessions.complete(granted);
    }

    /** Connects to a Unix socket; such channels do not count as sessions. */
    StreamLocalChannel socket(String path) throws IOException {
        StreamLocalChannel channel = new StreamLocalChannel(client.getConnection(), path);
        channel.open();
        meter.channel();
        return channel;
    }

    @Override
    public boolean reachable() {
        return client.isConnected() && client.getTransport().isRunning();
    }

    TrafficMeter meter() {
        return meter;
    }
}
