package io.rlmprov.host;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;
import net.schmizz.sshj.connection.channel.Channel;

/**
 * The input of a remote process, written only while the server has room for it.
 *
 * <p>sshj 0.40 waits for room while it holds the monitor that its reader thread needs to close the channel. So a
 * process that ends without reading its input would stall the whole connection, and a slow one (docker load) would run into
 * a timeout. Therefore the wait is here, outside of any lock, as long as the channel is open.
 */
final class WindowedOutput extends OutputStream {
    private static final int CHUNK = 32 * 1024;
    private static final long SHORTEST_NANOS = 50_000;
    private static final long LONGEST_NANOS = 2_000_000;

    private final Channel channel;
    private final OutputStream output;
    private final TrafficMeter meter;

    /** The channel was closed while we were writing: the process ended, or the connection did. */
    static final class ChannelClosedException extends IOException {
        ChannelClosedException() {
            super("the remote process no longer reads");
        }
    }

    WindowedOutput(Channel channel, TrafficMeter meter) {
        this.channel = channel;
        this.output = channel.getOutputStream();
        this.meter = meter;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int length) throws IOException {
        int at = start;
        int end = start + length;
        while (at < end) {
            int count = (int) Math.min(Math.min(end - at, CHUNK), room());
            try {
                output.write(bytes, at, count);
                output.flush();
            } catch (IOException e) {
                throw channel.isOpen() ? e : closed(e);
            }
            meter.sent(count);
            at += count;
        }
    }

    /** Ends the process's input. */
    @Override
    public void close() throws IOException {
        output.close();
    }

    private long room() throws ChannelClosedException {
        long pause = SHORTEST_NANOS;
        while (true) {
            if (!channel.isOpen()) {
                throw new ChannelClosedException();
            }
            long room = channel.getRemoteWinSize();
            if (room > 0) {
                return room;
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(pause * 2, LONGEST_NANOS);
        }
    }

    private ChannelClosedException closed(IOException e) {
        ChannelClosedException closed = new ChannelClosedException();
        closed.initCause(e);
        return closed;
    }
}
