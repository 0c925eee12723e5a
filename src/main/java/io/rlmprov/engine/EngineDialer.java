package io.rlmprov.engine;

import io.rlmprov.host.Dialer;
import java.io.IOException;

/**
 * Connects to the engine: directly to its socket where the login may use it, else through {@code docker system
 * dial-stdio} as root, which costs about 100 ms and a session each time, and works where forwarding is switched off.
 */
final class EngineDialer {
    static final String SOCKET = "/var/run/docker.sock";
    private static final String DIAL_STDIO = "docker --host unix://" + SOCKET + " system dial-stdio";

    private final Dialer dialer;
    private volatile boolean socketRefused;

    EngineDialer(Dialer dialer) {
        this.dialer = dialer;
    }

    String host() {
        return dialer.name();
    }

    Dialer.Conversation dial() {
        if (!socketRefused) {
            try {
                return dialer.socket(SOCKET);
            } catch (IOException refused) {
                // sshd does not tell apart "no permission", "no socket" and "no forwarding"; the command will.
                socketRefused = true;
            }
        }
        return dialer.command(DIAL_STDIO);
    }
}
