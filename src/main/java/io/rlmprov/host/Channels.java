package io.rlmprov.host;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.direct.Session;

/** Opens channels on one connection, no more sessions at a time than a server takes, and counts them. */
final class Channels {
    /** MaxSessions is 10 by default, and the server frees a slot later than we do: at 10, one in seven is refused. */
    private static final int SESSIONS = 6;

    private final SSHClient client;
    private final TrafficMeter meter;
    private final Semaphore slots = new Semaphore(SESSIONS);

    Channels(SSHClient client, TrafficMeter meter) {
        this.client = client;
        this.meter = meter;
    }

    /** A started command and its slot. */
    final class Exec implements AutoCloseable {
        private final Session session;
        private final Session.Command command;
        private boolean closed;

        private Exec(Session session, Session.Command command) {
            this.session = session;
            this.command = command;
        }

        Session.Command command() {
            return command;
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
                    slots.release();
                }
            }
        }
    }

    /** Starts a command; waits for a slot. */
    Exec exec(String command) throws IOException {
        slots.acquireUninterruptibly();
        Session session = null;
        try {
            if (!connected()) {
                throw new IOException("the connection is closed");
            }
            session = client.startSession();
            meter.channel();
            meter.exec();
            return new Exec(session, session.exec(command));
        } catch (IOException | RuntimeException e) {
            slots.release();
            if (session != null) {
                session.close();
            }
            throw e;
        }
    }

    /** Connects to a Unix socket; such channels do not count as sessions. */
    StreamLocalChannel socket(String path) throws IOException {
        StreamLocalChannel channel = new StreamLocalChannel(client.getConnection(), path);
        channel.open();
        meter.channel();
        return channel;
    }

    boolean connected() {
        return client.isConnected() && client.getTransport().isRunning();
    }

    TrafficMeter meter() {
        return meter;
    }
}
