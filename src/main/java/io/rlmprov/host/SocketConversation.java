package io.rlmprov.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A channel to a Unix socket. */
final class SocketConversation implements Dialer.Conversation {
    private final StreamLocalChannel channel;
    private final InputStream input;
    private final OutputStream output;

    SocketConversation(StreamLocalChannel channel, TrafficMeter meter) {
        this.channel = channel;
        this.input = meter.counted(channel.getInputStream());
        this.output = new WindowedOutput(channel, meter);
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
            // With the connection, which whoever reads notices.
        }
    }
}
