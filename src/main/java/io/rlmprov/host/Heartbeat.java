package io.rlmprov.host;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Signs of life for a script that holds something: a dot at once, and then one after every pause. */
final class Heartbeat implements AutoCloseable {
    private final OutputStream input;
    private final Duration pause;
    private final CountDownLatch over = new CountDownLatch(1);

    Heartbeat(OutputStream input, Duration pause) {
        this.input = input;
        this.pause = pause;
        Thread.ofVirtual().name("heartbeat").start(this::beat);
    }

    private void beat() {
        try {
            do {
                say(".");
            } while (!over.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (IOException ended) {
            // The script or the connection did, which whoever relies on it sees for himself.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes a line, which is a heartbeat as well. */
    void say(String line) throws IOException {
        synchronized (input) {
            input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        }
    }

    /** Ends it without an interrupt, which would close the socket of one that is just writing. */
    @Override
    public void close() {
        over.countDown();
    }
}
