package io.rlmprov.engine;

import io.rlmprov.config.RlmprovException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Asks again and again until something is so: twice a second is nothing to an engine, and events can be missed. */
final class Wait {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private Wait() {}

    /**
     * Returns when {@code done} is true.
     *
     * @param late made and thrown when the time is over
     */
    static void until(Duration limit, BooleanSupplier done, Supplier<? extends RlmprovException> late) {
        long end = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw late.get();
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RlmprovException("interrupted", "Run the same command again.", e);
            }
        }
    }
}
