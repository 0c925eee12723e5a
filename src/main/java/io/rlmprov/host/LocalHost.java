package io.rlmprov.host;

import io.rlmprov.apply.Engine;
import io.rlmprov.facts.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** This machine, without SSH: {@code local: true} of hub.yaml. Safe for use by many threads. */
public final class LocalHost implements ConnectedHost {
    private final String name;
    private final TrafficMeter meter = new TrafficMeter();
    private final RootShell shell;
    private final Function<Dialer, Engine> engines;
    private @Nullable Engine engine;

    /**
     * @param name as hub.yaml calls it: the address that is for people
     * @param user who runs rlmprov; whoever is not root needs sudo
     * @param engines makes the engine's client
     */
    public LocalHost(String name, String user, SudoPassword password, Function<Dialer, Engine> engines) {
        this.name = name;
        this.shell = new RootShell(name, user, new LocalCommands(meter), password);
        this.engines = engines;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String hostName() {
        return name;
    }

    @Override
    public Traffic traffic() {
        return meter.traffic();
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

    @Override
    public synchronized Engine engine() {
        if (engine == null) {
            engine = engines.apply(this);
        }
        return engine;
    }

    @Override
    public Conversation socket(String path) throws IOException {
        SocketChannel channel = LocalSocket.connect(path);
        meter.channel();
        return new SocketConversation(
                channel, meter.counted(Channels.newInputStream(channel)), Channels.newOutputStream(channel));
    }

    @Override
    public Conversation command(String command) {
        return shell.command(command);
    }

    /** Nothing is kept open. */
    @Override
    public void close() {}
}
