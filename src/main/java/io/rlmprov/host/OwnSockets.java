package io.rlmprov.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Gives sshj a connected socket of ours, whatever it asks for. */
final class OwnSockets extends SocketFactory {
    private final Opening opening;

    /** Makes a connected socket. */
    @FunctionalInterface
    interface Opening {
        Socket open() throws IOException;
    }

    OwnSockets(Opening opening) {
        this.opening = opening;
    }

    @Override
    public Socket createSocket() throws IOException {
        return opening.open();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return opening.open();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return opening.open();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return opening.open();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return opening.open();
    }
}
