package io.rlmprov.host;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;

/**
 * Connected sockets to a target, without Nagle's delay: a handshake is many small packets, and 145 ms become 48. They go to
 * the first address of the host that answers. sshj alone would try one, and fail where IPv6 is announced and does not work.
 */
record PromptSockets(Target target) {
    private static final long BETWEEN_ATTEMPTS = 1_000;

    /** A connected socket. */
    Socket open() throws IOException {
        IOException first = null;
        for (int attempt = 0; attempt < target.socket().attempts(); attempt++) {
            if (attempt > 0) {
                pause();
            }
            for (InetAddress address : addresses(target.hostName())) {
                try {
                    return connected(address);
                } catch (IOException e) {
                    if (first == null) {
                        first = e;
                    } else {
                        first.addSuppressed(e);
                    }
                }
            }
        }
        throw first == null ? new IOException(target.hostName() + " has no address") : first;
    }

    private Socket connected(InetAddress address) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(target.socket().keepAlive());
            if (target.socket().bindAddress().isPresent()) {
                socket.bind(
                        new InetSocketAddress(from(target.socket().bindAddress().get(), address), 0));
            }
            int timeout = Math.toIntExact(target.connectTimeout().toMillis());
            socket.connect(new InetSocketAddress(address, target.port()), timeout);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The addresses of a name that AddressFamily allows. */
    private List<InetAddress> addresses(String name) throws IOException {
        List<InetAddress> allowed = Arrays.stream(InetAddress.getAllByName(name))
                .filter(address -> switch (target.socket().family()) {
                    case ANY -> true;
                    case INET -> address instanceof Inet4Address;
                    case INET6 -> !(address instanceof Inet4Address);
                })
                .toList();
        if (allowed.isEmpty()) {
            throw new NoAddressException(
                    name + " has no address of the family " + target.socket().family() + " (AddressFamily)");
        }
        return allowed;
    }

    private InetAddress from(String bindAddress, InetAddress to) throws IOException {
        return addresses(bindAddress).stream()
                .filter(own -> own.getClass() == to.getClass())
                .findFirst()
                .orElseThrow(() -> new NoAddressException(
                        "BindAddress " + bindAddress + " is not of the same family as " + to.getHostAddress()));
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(BETWEEN_ATTEMPTS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** AddressFamily and BindAddress leave nothing to connect to or from. */
    static final class NoAddressException extends IOException {
        NoAddressException(String message) {
            super(message);
        }
    }
}
