package io.rlmprov.host;

import io.rlmprov.apply.TargetHost;
import java.io.IOException;
import java.time.Duration;

/** A script that reads its input, and holds as long as it gets signs of life there. */
final class HeldScript implements TargetHost.Hold.Held {
    /** lock.sh waits for more than four of them. */
    private static final Duration PAUSE = Duration.ofSeconds(20);

    private final RemoteProcess process;
    private final Commands commands;
    private final Heartbeat heartbeat;

    HeldScript(RemoteProcess process, Commands commands) {
        this.process = process;
        this.commands = commands;
        this.heartbeat = new Heartbeat(process.input(), PAUSE);
    }

    @Override
    public boolean alive() {
        return process.running() && commands.reachable();
    }

    @Override
    public void tell(String line) {
        try {
            heartbeat.say(line);
        } catch (IOException connectionLost) {
            // Who relies on the connection hears of it at once; the journal lacks a line.
        }
    }

    @Override
    public void close() {
        try (process) {
            heartbeat.close();
            if (alive()) {
                process.input().close();
                process.await();
            }
        } catch (IOException connectionLost) {
            // Then it holds no more either, which is what was asked for.
        }
    }
}
