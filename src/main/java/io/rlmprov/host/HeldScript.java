package io.rlmprov.host;

import io.rlmprov.apply.TargetHost;
import java.io.IOException;

/** A script that blocks on its input, and holds as long as it does. */
final class HeldScript implements TargetHost.Hold.Held {
    private final RemoteProcess process;
    private final Channels channels;

    HeldScript(RemoteProcess process, Channels channels) {
        this.process = process;
        this.channels = channels;
    }

    @Override
    public boolean alive() {
        return process.running() && channels.connected();
    }

    @Override
    public void close() {
        try (process) {
            if (alive()) {
                process.input().close();
                process.await();
            }
        } catch (IOException connectionLost) {
            // Then it holds no more either, which is what was asked for.
        }
    }
}
