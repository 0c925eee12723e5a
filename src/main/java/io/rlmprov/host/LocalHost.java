package io.rlmprov.host;

import io.rlmprov.apply.Engine;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.function.Function;

/** This machine, without SSH: {@code local: true} of hub.yaml. Safe for use by many threads. */
public final class LocalHost extends ShellHost {
    private final String name;
    private final TrafficMeter meter;

    /**
     * @param name as hub.yaml calls it: the address that is for people
     * @param user who runs rlmprov; whoever is not root needs sudo
     * @param engines makes the engine's client
     */
    public LocalHost(String name, String user, SudoPassword password, Function<Dialer, Engine> engines) {
        TrafficMeter meter = new TrafficMeter();
        super(new RootShell(name, user, new LocalCommands(meter), password), engines);
        this.name = name;
        this.meter = meter;
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
    public Conversation socket(String path) throws IOException {
        SocketChannel channel = LocalSocket.connect(path);
        meter.channel();
        return new SocketConversation(
                channel, meter.counted(Channels.newInputStream(channel)), Channels.newOutputStream(channel));
    }

    /** Nothing is kept open. */
    @Override
    public void close() {}
}
