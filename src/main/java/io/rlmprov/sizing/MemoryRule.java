package io.rlmprov.sizing;

import io.rlmprov.config.ByteSize;
import io.rlmprov.config.Hub.Users;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * RAM = servers x memory + 1 GB, the rule of RLM-jupyter's sizing guide.
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

    private final Users users;
    private final long available;
    private final long total;

    MemoryRule(Users users, Capacity capacity) {
        this.users = users;
        this.total = capacity.memoryBytes();
        this.available = Math.max(0, total - RESERVE);
    }

    /** How many servers of this size the host holds. */
    int fitting(long memory) {
        return (int) Math.min(Integer.MAX_VALUE, available / memory);
    }

    static long needed(int servers, long memory) {
        return servers * memory + RESERVE;
    }

    /** The size for {@code auto}. */
    long auto() {
        long share = Math.min(MOST, stepped(available / users.peak()));
        if (share < FLOOR) {
            throw refusal(FLOOR, true);
        }
        return share;
    }

    /** Refuses a size of which the host does not hold as many as may come at the same time. */
    void check(long memory) {
        if (fitting(memory) < users.peak()) {
            throw refusal(memory, false);
        }
    }

    private DoesNotFit refusal(long memory, boolean auto) {
        String message = String.format(
                Locale.ROOT,
                "%s at %s%s %s %s; this host has %s",
                people(),
                auto ? "no less than " : "",
                ByteSize.text(memory),
                users.count() == 1 ? "needs" : "need",
                ByteSize.gigabytes(needed(users.peak(), memory), RoundingMode.UP),
                ByteSize.gigabytes(total, RoundingMode.DOWN));
        List<String> ways = new ArrayList<>();
        int count = (int) (fitting(memory) * 100L / users.concurrency());
        if (count > 0) {
            ways.add("at most " + count + " users fit" + atATime());
        }
        smaller(memory).ifPresent(size -> ways.add("set server.memory to " + size));
        ways.add(String.format(
                Locale.ROOT,
                "take a host with %s or more",
                ByteSize.gigabytes(needed(users.peak(), memory), RoundingMode.UP)));
        String remedy = String.join(", or ", ways) + ".";
        return new DoesNotFit(message, Character.toUpperCase(remedy.charAt(0)) + remedy.substring(1));
    }

    private Optional<String> smaller(long memory) {
        long size = stepped(available / users.peak());
        return size >= LEAST_SUGGESTED && size < memory ? Optional.of(ByteSize.text(size)) : Optional.empty();
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
