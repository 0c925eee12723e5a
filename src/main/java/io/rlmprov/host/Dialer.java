package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Byte streams to something on the host, through the one SSH connection. */
public interface Dialer {
    /** The host as the operator calls it, for messages. */
    String name();

    /**
     * Connects to a Unix socket of the host with the rights of the login.
     *
     * @throws IOException if the server refuses: no such socket, no permission, or forwarding is switched off
     * @throws RlmprovException if the connection was lost
     */
    Conversation socket(String path) throws IOException;

    /**
     * Starts a command as root whose stdin and stdout are the streams.
     *
     * @param command POSIX shell words, without single quotes, backslashes and line ends
     * @throws RlmprovException if the connection was lost
     */
    Conversation command(String command);

    /** Two streams; closing it closes the channel. */
    interface Conversation extends AutoCloseable {
        /** What the other side says. */
        InputStream input();

        /** What we say. */
        OutputStream output();

        /** What a command printed on stderr so far; empty for a socket. */
        String errors();

        @Override
        void close();
    }
}
