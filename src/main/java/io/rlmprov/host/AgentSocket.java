package io.rlmprov.host;

import com.jcraft.jsch.agentproxy.USocketFactory;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Unix sockets of the JDK for jsch-agent-proxy, whose own factories need JNA or netcat. */
final class AgentSocket implements USocketFactory {
    @Override
    public Socket open(String path) throws IOException {
        return new Connected(LocalSocket.connect(path));
    }

    private static final class Connected extends Socket {
        private final SocketChannel channel;

        Connected(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int readFull(byte[] buffer, int start, int length) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(buffer, start, length);
            while (rest.hasRemaining()) {
                if (channel.read(rest) < 0) {
                    throw new EOFException("the agent closed its socket");
                }
            }
            return length;
        }

        @Override
        public void write(byte[] buffer, int start, int length) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(buffer, start, length);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
