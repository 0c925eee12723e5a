package io.rlmprov.host;

import io.rlmprov.apply.Engine;
import io.rlmprov.apply.TargetHost;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import net.schmizz.sshj.SSHClient;
import org.jspecify.annotations.Nullable;

/** One host behind one SSH connection that is kept for the whole run. Safe for use by many threads. */
public final class SshHost implements TargetHost, Dialer, AutoCloseable {
    private final Target target;
    private final List<SSHClient> route;
    private final Channels channels;
    private final Preamble preamble;
    private final Function<Dialer, Engine> engines;
    private @Nullable Engine engine;

    /** @param route connected and authenticated clients, jump hosts first */
    SshHost(Target target, List<SSHClient> route, TrafficMeter meter, Function<Dialer, Engine> engines) {
        this.target = target;
        this.route = route;
        this.channels = new Channels(route.getLast(), meter);
        this.preamble = new Preamble(target.user().equals("root"));
        this.engines = engines;
    }

    @Override
    public String name() {
        return target.alias();
    }

    /** What the connection was made to: a name of DNS or an address, where {@link #name()} may be one of ssh_config. */
    public String hostName() {
        return target.hostName();
    }

    /** What went over the wire so far. */
    public Traffic traffic() {
        return channels.meter().traffic();
    }

    @Override
    public Result run(Script script, Consumer<String> lines) {
        try (RemoteProcess process = start(script, lines, _ -> {}, () -> {})) {
            send(script, process);
            return ended(script, process);
        }
    }

    @Override
    public Hold hold(Script script, String word) {
        CompletableFuture<Boolean> holds = new CompletableFuture<>();
        Consumer<String> watch = line -> {
            if (line.equals(word)) {
                holds.complete(true);
            }
        };
        RemoteProcess process = start(script, _ -> {}, watch, () -> holds.complete(false));
        try {
            writeSource(script, process.input());
            if (holds.join()) {
                return new HeldScript(process, channels);
            }
            try (process) {
                return new Hold.Ended(ended(script, process));
            }
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
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
            return new SocketConversation(channels.socket(path), channels.meter());
        } catch (IOException e) {
            if (channels.connected()) {
                throw e;
            }
            throw new ConnectionLostException(name(), "connecting to " + path, e);
        }
    }

    @Override
    public Conversation command(String command) {
        try {
            return new CommandConversation(channels.exec(preamble.command(command)), channels.meter());
        } catch (IOException e) {
            throw notStarted("\"" + command + "\"", e);
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

    private RemoteProcess start(Script script, Consumer<String> lines, Consumer<String> outLines, Runnable outEnd) {
        try {
            Channels.Exec exec = channels.exec(preamble.script(source(script).length));
            return new RemoteProcess(exec, channels.meter(), lines, outLines, outEnd);
        } catch (IOException e) {
            throw notStarted(script.name(), e);
        }
    }

    private RlmprovException notStarted(String what, IOException e) {
        if (!channels.connected()) {
            return new ConnectionLostException(name(), "starting " + what, e);
        }
        return new RlmprovException(
                name() + ": the SSH server refuses to start " + what + ": " + e.getMessage(),
                "Look at MaxSessions, ForceCommand and PermitOpen in its sshd_config, and at the sessions of this login.",
                e);
    }

    private void send(Script script, RemoteProcess process) {
        writeSource(script, process.input());
        try {
            script.input().writeTo(process.input());
            process.input().close();
        } catch (WindowedOutput.ChannelClosedException e) {
            // The script ended without reading its input, or the connection was lost: its exit status says which.
        } catch (IOException e) {
            if (channels.connected()) {
                throw new RlmprovException(
                        name() + ": the input of " + script.name() + " could not be read: " + e.getMessage(),
                        "Check the local file that it comes from.",
                        e);
            }
        }
    }

    /** Where nobody reads it, the exit status will say why. */
    private static void writeSource(Script script, OutputStream input) {
        try {
            input.write(source(script));
        } catch (IOException nobodyReads) {
            // sudo refused, or the connection was lost: ended() finds out.
        }
    }

    private static byte[] source(Script script) {
        return script.source().getBytes(StandardCharsets.UTF_8);
    }

    private Result ended(Script script, RemoteProcess process) {
        try {
            Result result = process.await();
            if (!process.started()) {
                throw NotStarted.because(target, result.exit(), process.noise());
            }
            return result;
        } catch (IOException e) {
            throw lost(script, e);
        }
    }

    private ConnectionLostException lost(Script script, Throwable cause) {
        return new ConnectionLostException(name(), "running " + script.name(), cause);
    }
}
