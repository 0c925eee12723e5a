package io.rlmprov.host;

import java.security.Security;
import net.schmizz.keepalive.KeepAlive;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.connection.ConnectionImpl;

/** How sshj is set up: the algorithms of {@link Algorithms}, no delay, and a heartbeat that notices a dead peer. */
final class SshLibrary {
    /** Of the channels opened by us: at 50 ms a window of 8 MiB carries 160 MiB/s. */
    private static final int WINDOW = 8 << 20;

    static {
        // Process-wide by nature of JCA: sshj must not look for BouncyCastle, and asks for "ECDSA" keys.
        SecurityUtils.setRegisterBouncyCastle(false);
        Security.addProvider(new EcdsaProvider());
    }

    private SshLibrary() {}

    /** A client that is not connected. */
    static SSHClient client(Target target) {
        int timeout = Math.toIntExact(target.connectTimeout().toMillis());
        DefaultConfig config = new DefaultConfig();
        // HostKeyCheck checks certificates: sshj compares principals with the name that was dialled.
        config.setVerifyHostKeyCertificates(false);
        Algorithms.offer(config);
        config.setKeepAliveProvider(new KeepAliveProvider() {
            @Override
            public KeepAlive provide(ConnectionImpl connection) {
                return new LivenessQuestions(connection, target.liveness());
            }
        });

        SSHClient client = new SSHClient(config);
        // Bounds the wait for the server's first line; sshj's reader goes on after it.
        client.setTimeout(timeout);
        client.getTransport().setTimeoutMs(timeout);
        client.getConnection().setWindowSize(WINDOW);
        return client;
    }

    /**
     * To be called once the client is logged in: what is sent while new keys are exchanged then waits for them without a
     * bound. With one, sshj 0.40 reports a timeout at once where the next exchange begins before the sender wakes
     * (Promise.tryRetrieve looks once), as with a small RekeyLimit of sshd_config(5). {@link LivenessQuestions} ends the wait
     * for a lost peer.
     */
    static void waitForKeys(SSHClient client) {
        client.getTransport().setTimeoutMs(0);
    }
}
