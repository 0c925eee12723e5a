package io.rlmprov.apply;

import io.rlmprov.config.Durations;
import io.rlmprov.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Waits for the end of another run that holds the lock.
 *
 * @param limit how long, from the first refusal on; with zero nothing waits
 * @param clock for the limit
 * @param sleep pauses for the duration that it gets
 * @param told receives a sentence whenever the run that is waited for is another one
 */
public record LockWait(Duration limit, InstantSource clock, Consumer<Duration> sleep, Consumer<String> told) {
    /** Each try is an exec on the host. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** Waits for nobody. */
    public static final LockWait NONE = new LockWait(Duration.ZERO, () -> Instant.EPOCH, _ -> {}, _ -> {});

    /**
     * A plan of hosts that nobody changes meanwhile. A plan that was made during another run would be stale when that run has
     * ended. Without a limit it is the first plan, and its notes name the other run.
     *
     * @throws LockedException if the other run goes on for longer than the limit
     */
    public Plan plan(Supplier<Plan> look) {
        return limit.isZero() ? look.get() : until(() -> free(look.get()));
    }

    private static Plan free(Plan plan) {
        plan.hosts()
                .forEach(host -> LockHolder.of(host.facts()).ifPresent(holder -> {
                    throw new LockedException(host.host(), holder);
                }));
        return plan;
    }

    /** Tries again until nobody else holds the lock, or the limit has passed. */
    <T> T until(Supplier<T> attempt) {
        Instant end = Instant.MAX;
        Optional<LockHolder> known = Optional.empty();
        while (true) {
            try {
                return attempt.get();
            } catch (LockedException locked) {
                // The first try may take longer than the limit: the wait begins when it is refused.
                Instant now = clock.instant();
                end = known.isEmpty() ? now.plus(limit) : end;
                Duration left = Duration.between(now, end);
                if (!left.isPositive()) {
                    throw locked;
                }
                Optional<LockHolder> holder = Optional.of(locked.holder());
                if (!holder.equals(known)) {
                    told.accept(locked.getMessage() + " Waiting up to " + Durations.text(limit) + " for its end.");
                    known = holder;
                }
                sleep.accept(left.compareTo(PAUSE) < 0 ? left : PAUSE);
            }
        }
    }
}
