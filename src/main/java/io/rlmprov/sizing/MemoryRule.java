package io.rlmprov.sizing;

import io.rlmprov.config.ByteSize;
import io.rlmprov.config.Hub;
import io.rlmprov.config.Hub.Users;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * RAM = servers x memory + 1 GB, the rule of RLM-jupyter's sizing guide. With profiles, the servers are those of the
 * {@link WorstCase}.
 *
 * <p>Measured by {@code bench/sizes}, PSS: hub, proxy and docker-proxy 196 MB, a server 56 MB, the tutorial's
 * kernel 113 to 157 MB by the client of its provider. So one notebook takes at most 213 MB and two 370 MB, before the
 * user's own data: {@link #GOOD} holds two, {@link #FLOOR} one.
 */
final class MemoryRule {
    static final long MEGABYTE = 1L << 20;

    /** For the system, Docker, hub and proxy. */
    static final long RESERVE = 1024 * MEGABYTE;

    /** What the tutorial wants. */
    static final long GOOD = 512 * MEGABYTE;

    /** What {@code auto} never goes below. */
    static final long FLOOR = 384 * MEGABYTE;

    /** What is never suggested to go below: the smallest of RLM-jupyter's sizing guide. */
    static final long LEAST_SUGGESTED = 256 * MEGABYTE;

    /** More than this helps nobody in the tutorial. */
    static final long MOST = 2048 * MEGABYTE;

    private static final long STEP = 64 * MEGABYTE;

    private final Hub hub;
    private final Users users;
    private final long available;
    private final long total;

    MemoryRule(Hub hub, Capacity capacity) {
        this.hub = hub;
        this.users = hub.users();
        this.total = capacity.memoryBytes();
        this.available = Math.max(0, total - RESERVE);
    }

    /**
     * How many servers the host holds: all of profiles that are larger than this size, and others of this size. As many as
     * are expected fit in any case, even if some of them by a smaller profile alone.
     */
    int fitting(long memory) {
        return Math.clamp(withAllLarger(memory), users.peak(), Integer.MAX_VALUE);
    }

    private long withAllLarger(long memory) {
        WorstCase larger = larger(users.count(), memory);
        return larger.memory() > available ? 0 : larger.servers() + (available - larger.memory()) / memory;
    }

    /** How {@link #fitting} follows. */
    String fittingFormula(long memory) {
        if (withAllLarger(memory) < users.peak()) {
            return "the expected ones, by their profiles";
        }
        WorstCase larger = larger(users.count(), memory);
        return String.format(
                Locale.ROOT,
                "%s(%s - 1 GB%s) / %s",
                larger.parts().isEmpty() ? "" : larger.servers() + " + ",
                ByteSize.gigabytes(total, RoundingMode.DOWN),
                larger.minus(),
                ByteSize.text(memory));
    }

    /** The servers that take the most memory when as many run as are expected. */
    WorstCase worst(long memory) {
        return WorstCase.of(hub, users.peak(), memory);
    }

    /** Those of them that are larger than others, out of so many servers. */
    WorstCase larger(int servers, long memory) {
        return WorstCase.of(hub, servers, memory).larger(memory);
    }

    long needed(long memory) {
        return worst(memory).memory() + RESERVE;
    }

    /** The size for {@code auto}. */
    long auto() {
        return largest(MOST, FLOOR).orElseThrow(() -> refusal(FLOOR, true));
    }

    /** Refuses a size of which the host does not hold as many as may come at the same time. */
    void check(long memory) {
        if (!fits(memory)) {
            throw refusal(memory, false);
        }
    }

    private boolean fits(long memory) {
        return worst(memory).memory() <= available;
    }

    private Optional<Long> largest(long from, long to) {
        return LongStream.iterate(stepped(from), size -> size >= to, size -> size - STEP)
                .boxed()
                .filter(this::fits)
                .findFirst();
    }

    private DoesNotFit refusal(long memory, boolean auto) {
        String need = ByteSize.gigabytes(needed(memory), RoundingMode.UP);
        WorstCase larger = worst(memory).larger(memory);
        String message = String.format(
                Locale.ROOT,
                "%s at %s%s%s %s %s; this host has %s",
                people(),
                auto ? "no less than " : "",
                ByteSize.text(memory),
                larger.parts().isEmpty() ? "" : ", with " + larger.formula() + " among them,",
                users.count() == 1 ? "needs" : "need",
                need,
                ByteSize.gigabytes(total, RoundingMode.DOWN));
        List<String> ways = new ArrayList<>();
        if (larger.parts().isEmpty()) {
            int count = (int) (available / memory * 100L / users.concurrency());
            if (count > 0) {
                ways.add("at most " + count + " users fit" + atATime());
            }
        } else {
            ways.add("give " + larger.parts().getFirst().profile() + " in profiles a smaller memory or count");
        }
        largest(memory - 1, LEAST_SUGGESTED).ifPresent(size -> ways.add("set server.memory to " + ByteSize.text(size)));
        ways.add("take a host with " + need + " or more");
        String remedy = String.join(", or ", ways) + ".";
        return new DoesNotFit(message, Character.toUpperCase(remedy.charAt(0)) + remedy.substring(1));
    }

    private String people() {
        if (users.concurrency() == 100 || users.count() == 1) {
            return users.count() == 1 ? "1 user" : users.count() + " users";
        }
        return String.format(
                Locale.ROOT,
                "%d%% of %d users, %d of them concurrent,",
                users.concurrency(),
                users.count(),
                users.peak());
    }

    private String atATime() {
        return users.concurrency() == 100 ? "" : " at " + users.concurrency() + "% concurrency";
    }

    private static long stepped(long memory) {
        return memory / STEP * STEP;
    }
}
