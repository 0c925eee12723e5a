package io.rlmprov.host;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.schmizz.keepalive.KeepAlive;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.ConnectionImpl;

/**
 * Asks the peer whether it is there, and ends the connection when {@link Liveness#count} questions have no answer. It stands
 * in for KeepAliveRunner of sshj 0.40, which waits in its own thread while new keys are exchanged: a peer that is lost in the
 * middle of that would not be noticed.
 */
final class LivenessQuestions extends KeepAlive {
    private final Liveness liveness;
    private final List<CompletableFuture<Void>> unanswered = new ArrayList<>();

    LivenessQuestions(ConnectionImpl connection, Liveness liveness) {
        super(connection, "liveness");
        this.liveness = liveness;
        setKeepAliveInterval(Math.toIntExact(liveness.interval().toSeconds()));
    }

    @Override
    protected void doKeepAlive() throws ConnectionException {
        // Before the login the server takes no such question.
        if (!conn.equals(conn.getTransport().getService())) {
            return;
        }
        unanswered.removeIf(CompletableFuture::isDone);
        if (unanswered.size() >= liveness.count()) {
            throw new ConnectionException(
                    DisconnectReason.CONNECTION_LOST,
                    "no answer for " + liveness.count() * liveness.interval().toSeconds() + " s");
        }
        CompletableFuture<Void> answer = new CompletableFuture<>();
        unanswered.add(answer);
        Thread.ofVirtual().name("question").start(() -> ask(answer));
    }

    /** A refusal is an answer, too: OpenSSH knows no such request. */
    private void ask(CompletableFuture<Void> answer) {
        try {
            conn.sendGlobalRequest("keepalive@openssh.com", true, new byte[0]).retrieve();
        } catch (SSHException refused) {
            // Or the connection is over, and nobody counts any more.
        }
        answer.complete(null);
    }
}
