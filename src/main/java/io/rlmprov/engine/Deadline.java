package io.rlmprov.engine;

import io.rlmprov.host.Dialer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends a conversation that takes too long: one with an engine that accepts and then says nothing would never end. */
final class Deadline implements AutoCloseable {
    private final Duration limit;
    private final Dialer.Conversation conversation;
    private final CountDownLatch met = new CountDownLatch(1);
    private volatile boolean missed;

    Deadline(Duration limit, Dialer.Conversation conversation) {
        this.limit = limit;
        this.conversation = conversation;
        Thread.ofVirtual().name("deadline").start(this::watch);
    }

    private void watch() {
        try {
            if (!met.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                missed = true;
                conversation.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same error, unless it came only of our ending the conversation. */
    IOException why(IOException error) {
        return missed ? new IOException("no answer within " + limit.toSeconds() + " s", error) : error;
    }

    /** A body that fails if the time is over before its end. */
    InputStream over(InputStream body) {
        return new FilterInputStream(body) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int start, int length) throws IOException {
                try {
                    int count = super.read(buffer, start, length);
                    if (count < 0 && missed) {
                        throw new IOException("the answer was cut off");
                    }
                    return count;
                } catch (IOException e) {
                    throw why(e);
                }
            }
        };
    }

    /** It was met, or does not matter any more. */
    @Override
    public void close() {
        met.countDown();
    }
}
