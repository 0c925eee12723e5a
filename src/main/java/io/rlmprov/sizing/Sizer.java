package io.rlmprov.sizing;

import static io.rlmprov.sizing.MemoryRule.FLOOR;
import static io.rlmprov.sizing.MemoryRule.GOOD;
import static io.rlmprov.sizing.MemoryRule.MEGABYTE;

import io.rlmprov.config.ByteSize;
import io.rlmprov.config.Durations;
import io.rlmprov.config.Hub;
import io.rlmprov.sizing.Sizes.Line;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** From hub.yaml and what a host has to the limits of its servers. */
public final class Sizer {
    /** Docker's bridge carries about as many: moby#44973. */
    private static final int BRIDGE = 1000;

    /** The images with their build cache. */
    private static final long IMAGES = 4096 * MEGABYTE;

    private static final long FILES_OF_A_USER = 100 * MEGABYTE;

    private Sizer() {}

    /**
     * The sizes.
     *
     * @throws DoesNotFit if the host is too small for the users who are expected at the same time
     */
    public static Sizes size(Hub hub, Capacity capacity) {
        MemoryRule memoryRule = new MemoryRule(hub.users(), capacity);
        CpuRule cpuRule = new CpuRule(capacity.cores(), hub.users().peak());
        long memory = hub.server().memory().orElseGet(memoryRule::auto);
        memoryRule.check(memory);
        double wanted = hub.server().cpu().orElseGet(cpuRule::auto);
        // Docker refuses more than there are.
        double cpu = Math.min(wanted, capacity.cores());
        int active = Math.min(BRIDGE, memoryRule.fitting(memory));
        Duration timeout = cpuRule.timeout(cpu);
        Sizes sizes = new Sizes(memory, cpu, active, cpuRule.spawns(), timeout, timeout, List.of(), List.of());
        return sizes.explained(arithmetic(hub, capacity, cpuRule, sizes), notes(hub, capacity, sizes, wanted));
    }

    private static List<Line> arithmetic(Hub hub, Capacity capacity, CpuRule cpuRule, Sizes sizes) {
        Hub.Users users = hub.users();
        String each = ByteSize.text(sizes.memory());
        String has = ByteSize.gigabytes(capacity.memoryBytes(), RoundingMode.DOWN);
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(
                "concurrent users", users.concurrency() + "% of " + users.count(), Integer.toString(users.peak())));
        if (hub.server().memory().isEmpty()) {
            String formula =
                    String.format(Locale.ROOT, "(%s - 1 GB) / %d, in steps of 64M, at most 2G", has, users.peak());
            lines.add(new Line("memory per user", formula, each));
        }
        lines.add(new Line(
                "memory needed",
                users.peak() + " x " + each + " + 1 GB",
                ByteSize.gigabytes(MemoryRule.needed(users.peak(), sizes.memory()), RoundingMode.UP) + " of " + has));
        lines.add(new Line("servers that fit", "(" + has + " - 1 GB) / " + each, Integer.toString(sizes.active())));
        lines.add(new Line("concurrent starts", "3 x " + cores(capacity.cores()), Integer.toString(sizes.spawns())));
        lines.add(new Line("start timeout", cpuRule.timeoutFormula(sizes.cpu()), Durations.text(sizes.startTimeout())));
        return List.copyOf(lines);
    }

    private static List<String> notes(Hub hub, Capacity capacity, Sizes sizes, double wanted) {
        List<String> notes = new ArrayList<>();
        String each = ByteSize.text(sizes.memory());
        if (sizes.memory() < FLOOR) {
            notes.add(each + " per user hold JupyterLab and one small notebook; the tutorial wants "
                    + ByteSize.text(GOOD) + ", and a kernel that needs more is killed");
        } else if (sizes.memory() < GOOD) {
            notes.add(each + " per user hold one notebook; two open notebooks want " + ByteSize.text(GOOD));
        }
        if (hub.users().peak() > BRIDGE) {
            notes.add("one host runs at most " + BRIDGE + " concurrent servers, the limit of a Docker network");
        }
        if (wanted > capacity.cores()) {
            notes.add("server.cpu is more than the host's " + cores(capacity.cores()) + ", which each server may use");
        }
        long disk = IMAGES + hub.users().count() * FILES_OF_A_USER;
        if (capacity.diskFreeBytes() < disk) {
            notes.add(String.format(
                    Locale.ROOT,
                    "images (4 GB) and files of %d users (100M each) take %s; %s are free",
                    hub.users().count(),
                    ByteSize.gigabytes(disk, RoundingMode.UP),
                    ByteSize.gigabytes(capacity.diskFreeBytes(), RoundingMode.DOWN)));
        }
        return List.copyOf(notes);
    }

    private static String cores(int count) {
        return count == 1 ? "1 core" : count + " cores";
    }
}
