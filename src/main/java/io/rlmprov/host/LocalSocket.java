package io.rlmprov.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** A connection to a Unix socket of this machine. */
final class LocalSocket implements Dialer.Conversation {
    private final SocketChannel channel;
    private final InputStream input;
    private final OutputStream output;

    private LocalSocket(SocketChannel channel, TrafficMeter meter) {
        this.channel = channel;
        this.input = meter.counted(Channels.newInputStream(channel));
        this.output = Channels.newOutputStream(channel);
    }

    static LocalSocket connect(String path, TrafficMeter meter) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        meter.channel();
        return new LocalSocket(channel, meter);
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public String errors() {
        return "";
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException alreadyGone) {
            // Whoever reads notices.
        }
    }
}
