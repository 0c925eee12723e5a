package io.rlmprov.cli;

import io.rlmprov.host.ConnectedHost;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** A connection that is being made by another thread. */
final class Connecting implements AutoCloseable {
    private final CompletableFuture<ConnectedHost> host = new CompletableFuture<>();

    Connecting(Supplier<ConnectedHost> connect) {
        // It does not keep the process alive: an error in hub.yaml's secrets need not wait for a host that does not
        // answer.
        Thread.ofPlatform().daemon().name("connecting").start(() -> {
            try {
                host.complete(connect.get());
            } catch (RuntimeException | Error e) {
                host.completeExceptionally(e);
            }
        });
    }

    /**
     * Waits for the connection, which {@link #close} ends.
     *
     * @throws RuntimeException as {@link io.rlmprov.host.SshConnector#connect} does
     */
    ConnectedHost host() {
        try {
            return host.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw e;
        }
    }

    /** Ends the connection, or lets it end as soon as it is there. */
    @Override
    public void close() {
        CompletableFuture<Void> _ = host.thenAccept(ConnectedHost::close);
    }
}
