package io.rlmprov.host;

import io.rlmprov.apply.Engine;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import net.schmizz.sshj.SSHClient;

/** One host behind one SSH connection that is kept for the whole run. Safe for use by many threads. */
public final class SshHost extends ShellHost {
    private final Target target;
    private final List<SSHClient> route;
    private final Channels channels;

    /** @param route connected and authenticated clients, jump hosts first */
    SshHost(
            Target target,
            List<SSHClient> route,
            TrafficMeter meter,
            SudoPassword password,
            Function<Dialer, Engine> engines) {
        Channels channels = new Channels(route.getLast(), meter);
        super(new RootShell(target.alias(), target.user(), channels, password), engines);
        this.target = target;
        this.route = route;
        this.channels = channels;
    }

    @Override
    public String name() {
        return target.alias();
    }

    @Override
    public String hostName() {
        return target.hostName();
    }

    @Override
    public Traffic traffic() {
        return channels.meter().traffic();
    }

    /** One session of those that the server grants holds the lock. Known once the first script has begun. */
    @Override
    public int lanes() {
        return channels.sessions() - 1;
    }

    @Override
    public Conversation socket(String path) throws IOException {
        try {
            StreamLocalChannel channel = channels.socket(path);
            return new SocketConversation(
                    channel,
                    channels.meter().counted(channel.getInputStream()),
                    new WindowedOutput(channel, channels.meter()));
        } catch (IOException e) {
            if (channels.reachable()) {
                throw e;
            }
            throw new ConnectionLostException(name(), "connecting to " + path, e);
        }
    }

    @Override
    public void close() {
        for (SSHClient client : route.reversed()) {
            try {
                client.disconnect();
            } catch (IOException alreadyGone) {
                // Nothing to be done, and nothing is lost: every result was read before.
            }
        }
    }
}
