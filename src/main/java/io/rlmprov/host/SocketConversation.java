package io.rlmprov.host;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A connection to a Unix socket, through SSH or of this machine.
 *
 * @param channel what is closed with it
 */
record SocketConversation(Closeable channel, InputStream input, OutputStream output) implements Dialer.Conversation {
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
