package io.rlmprov.host;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts for {@link Traffic}. */
final class TrafficMeter {
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger channels = new AtomicInteger();
    private final AtomicInteger execs = new AtomicInteger();
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();

    void connection() {
        connections.incrementAndGet();
    }

    void channel() {
        channels.incrementAndGet();
    }

    void exec() {
        execs.incrementAndGet();
    }

    void sent(int bytes) {
        sent.add(bytes);
    }

    Traffic traffic() {
        return new Traffic(connections.get(), channels.get(), execs.get(), sent.sum(), received.sum());
    }

    /** The same stream, counted. */
    InputStream counted(InputStream stream) {
        return new FilterInputStream(stream) {
            @Override
            public int read() throws IOException {
                int b = super.read();
                received.add(b < 0 ? 0 : 1);
                return b;
            }

            @Override
            public int read(byte[] buffer, int start, int length) throws IOException {
                int count = super.read(buffer, start, length);
                received.add(Math.max(count, 0));
                return count;
            }
        };
    }
}
