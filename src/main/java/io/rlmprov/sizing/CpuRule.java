package io.rlmprov.sizing;

import java.time.Duration;
import java.util.Locale;

/**
 * Cores, and how many servers may be starting at the same time.
 *
 * <p>Measured: a start takes up to 5.5 CPU seconds with the upstream server (20 at once on 4 cores: the last after 29 s).
 * Ours takes 0.6 alone ({@code bench/start}) and 2 with its first cell in a class of 100 ({@code bench/class}). The timeouts
 * are for slower hosts. Nine of ten users use less than a tenth of a core while they read and write (JupyterHub, capacity
 * planning).
 */
record CpuRule(int cores, int peak) {
    /** A limit takes nothing from others, who get their share whatever it is: below 1 it would only slow down starts. */
    private static final double LEAST = 1;

    private static final double MOST = 2;

    /** How many users share what one of them may use. */
    private static final int SHARED_BY = 8;

    /** More at once on a core only makes the first wait for the last. */
    private static final int SPAWNS_PER_CORE = 3;

    private static final double START_CPU_SECONDS = 5.5;

    /** Disks, image layers and neighbours cost as well. */
    private static final int MARGIN = 4;

    private static final int SHORTEST = 120;
    private static final int LONGEST = 300;

    /** The limit for {@code auto}, in steps of half a core. */
    double auto() {
        double share = Math.floor(2.0 * cores * SHARED_BY / peak) / 2;
        return Math.min(cores, Math.clamp(share, LEAST, MOST));
    }

    int spawns() {
        return SPAWNS_PER_CORE * cores;
    }

    /** How long a start may take when as many as allowed start at the same time, and when one has a low limit. */
    Duration timeout(double cpu) {
        int seconds = (int) Math.ceil(MARGIN * Math.max(together(), alone(cpu)) / 30) * 30;
        return Duration.ofSeconds(Math.clamp(seconds, SHORTEST, LONGEST));
    }

    String timeoutFormula(double cpu) {
        String wait = together() >= alone(cpu) ? spawns() + " x 5.5 s / " + cores : "5.5 s / " + cpu;
        return String.format(Locale.ROOT, "%d x %s, 2m to 5m in steps of 30s", MARGIN, wait);
    }

    private double together() {
        return spawns() * START_CPU_SECONDS / cores;
    }

    private static double alone(double cpu) {
        return START_CPU_SECONDS / cpu;
    }
}
