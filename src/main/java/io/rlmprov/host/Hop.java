package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;

/**
 * One connection of a route, up to the checked host key: over TCP, through the jump host before it, or by a ProxyCommand.
 *
 * @param notices told what a ProxyCommand prints on stderr
 */
record Hop(Operator operator, Target target, Consumer<String> notices) {
    /** Connects the last client of the route, through the one before it if there is one. */
    void connect(List<SSHClient> route) {
        HostKeyCheck check = HostKeyCheck.of(target);
        SSHClient client = route.getLast();
        client.addHostKeyVerifier(check);
        try {
            if (route.size() > 1) {
                tunnel(route.get(route.size() - 2), client);
            } else if (target.proxyCommand().isPresent()) {
                command(target.proxyCommand().get(), client, check);
            } else {
                client.setSocketFactory(new OwnSockets(new PromptSockets(target)::open));
                client.connect(target.hostName(), target.port());
            }
        } catch (IOException e) {
            throw check.refusal()
                    .<RlmprovException>map(refusal -> refusal)
                    .orElseGet(() -> Unreachable.because(target, e));
        }
    }

    private void tunnel(SSHClient jump, SSHClient client) throws IOException {
        DirectConnection tunnel = jump.newDirectConnection(target.hostName(), target.port());
        inTime(tunnel, () -> client.connectVia(tunnel));
    }

    private void command(String command, SSHClient client, HostKeyCheck check) throws IOException {
        AtomicBoolean connected = new AtomicBoolean();
        // A board may be on the screen later on.
        Consumer<String> until = line -> {
            if (!connected.get()) {
                notices.accept("ProxyCommand of " + target.alias() + ": " + line);
            }
        };
        ProxyProcess process = ProxyProcess.start(operator, command, until);
        client.setSocketFactory(new OwnSockets(() -> process));
        try {
            inTime(process, () -> client.connect(target.hostName(), target.port()));
            connected.set(true);
        } catch (IOException e) {
            if (check.refusal().isPresent()) {
                throw e;
            }
            throw Unreachable.byCommand(target, command, process, e);
        } finally {
            if (!connected.get()) {
                process.close();
            }
        }
    }

    /** Neither a tunnel nor a pipe has a timeout: it is closed when the time is over. */
    private void inTime(Closeable way, Connecting connecting) throws IOException {
        AtomicBoolean late = new AtomicBoolean();
        Thread limit = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(target.connectTimeout());
                late.set(true);
                way.close();
            } catch (InterruptedException connected) {
                // Which is what was hoped for.
            } catch (IOException alreadyGone) {
                // Then nobody waits for it any more.
            }
        });
        try {
            connecting.run();
        } catch (IOException e) {
            if (late.get()) {
                SocketTimeoutException timeout = new SocketTimeoutException("no answer");
                timeout.initCause(e);
                throw timeout;
            }
            throw e;
        } finally {
            limit.interrupt();
        }
    }

    @FunctionalInterface
    private interface Connecting {
        void run() throws IOException;
    }

    static void closeQuietly(SSHClient client) {
        try {
            client.disconnect();
        } catch (IOException alreadyGone) {
            // The error that led here says more.
        }
    }
}
