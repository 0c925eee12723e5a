package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private final Semaphore beats = new Semaphore(0);
    private final OutputStream input = new OutputStream() {
        @Override
        public void write(int b) {
            assertThat((char) b).as("lock.sh reads lines").isEqualTo(beating ? '.' : '\n');
            beating = !beating;
            beats.release();
        }

        private boolean beating = true;
    };

    @Test
    void itBeatsAtOnceAndAgainUntilItIsClosed() throws InterruptedException {
        Heartbeat heartbeat = new Heartbeat(input, Duration.ofMillis(5));
        assertThat(beats.tryAcquire(6, 30, TimeUnit.SECONDS)).isTrue();
        heartbeat.close();
        Thread.sleep(50);
        beats.drainPermits();
        assertThat(beats.tryAcquire(100, TimeUnit.MILLISECONDS)).isFalse();
    }
}
