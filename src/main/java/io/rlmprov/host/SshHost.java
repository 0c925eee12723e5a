package io.rlmprov.host;

import io.rlmprov.apply.Engine;
import io.rlmprov.facts.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import net.schmizz.sshj.SSHClient;
import org.jspecify.annotations.Nullable;

/** One host behind one SSH connection that is kept for the whole run. Safe for use by many threads. */
public final class SshHost implements ConnectedHost {
    private final Target target;
    private final List<SSHClient> route;
    private final Channels channels;
    private final RootShell shell;
    private final Function<Dialer, Engine> engines;
    private @Nullable Engine engine;

    /** @param route connected and authenticated clients, jump hosts first */
    SshHost(
            Target target,
            List<SSHClient> route,
            TrafficMeter meter,
            SudoPassword password,
            Function<Dialer, Engine> engines) {
        this.target = target;
        this.route = route;
        this.channels = new Channels(route.getLast(), meter);
        this.shell = new RootShell(target.alias(), target.user(), channels, password);
        this.engines = engines;
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

    @Override
    public Result run(Script script, Consumer<String> lines) {
        return shell.run(script, lines);
    }

    @Override
    public Result follow(Script script, Consumer<String> lines) {
        return shell.follow(script, lines);
    }

    @Override
    public Result fetch(Script script, OutputStream to, Consumer<String> lines) {
        return shell.fetch(script, to, lines);
    }

    @Override
    public Hold hold(Script script, String word) {
        return shell.hold(script, word);
    }

    /** One session of those that the server grants holds the lock. Known once the first script has begun. */
    @Override
    public int lanes() {
        return channels.sessions() - 1;
    }

    @Override
    public synchronized Engine engine() {
        if (engine == null) {
            engine = engines.apply(this);
        }
        return engine;
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
    public Conversation command(String command) {
        return shell.command(command);
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
