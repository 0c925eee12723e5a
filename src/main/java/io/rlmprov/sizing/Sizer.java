package io.rlmprov.sizing;

import static io.rlmprov.sizing.MemoryRule.FLOOR;
import static io.rlmprov.sizing.MemoryRule.GOOD;
import static io.rlmprov.sizing.MemoryRule.MEGABYTE;

import io.rlmprov.config.ByteSize;
import io.rlmprov.config.Durations;
import io.rlmprov.config.Hub;
import io.rlmprov.model.Limits;
import io.rlmprov.sizing.Sizes.Line;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
        MemoryRule memoryRule = new MemoryRule(hub, capacity);
        CpuRule cpuRule = new CpuRule(capacity.cores(), hub.users().peak());
        long memory = hub.server().memory().orElseGet(memoryRule::auto);
        memoryRule.check(memory);
        double wanted = hub.server().cpu().orElseGet(cpuRule::auto);
        // Docker refuses more than there are.
        double cpu = Math.min(wanted, capacity.cores());
        int active = Math.min(BRIDGE, memoryRule.fitting(memory));
        List<Limits.Profile> profiles = profiles(hub, capacity, memory, cpu);
        double slowest =
                profiles.stream().mapToDouble(profile -> profile.size().cpu()).reduce(cpu, Math::min);
        Duration timeout = cpuRule.timeout(slowest);
        Sizes sizes =
                new Sizes(memory, cpu, profiles, active, cpuRule.spawns(), timeout, timeout, List.of(), List.of());
        return sizes.explained(
                arithmetic(hub, capacity, memoryRule, cpuRule.timeoutFormula(slowest), sizes),
                notes(hub, capacity, sizes, wanted));
    }

    private static List<Limits.Profile> profiles(Hub hub, Capacity capacity, long memory, double cpu) {
        return hub.profiles().stream()
                .map(profile -> new Limits.Profile(
                        profile.slug(),
                        new Limits.Size(
                                profile.memory().orElse(memory),
                                Math.min(profile.cpu().orElse(cpu), capacity.cores())),
                        profile.users(),
                        !profile.groups().isEmpty(),
                        profile.byDefault()))
                .sorted(Comparator.comparingLong(
                                (Limits.Profile profile) -> profile.size().memory())
                        .thenComparingDouble(profile -> profile.size().cpu())
                        .thenComparing(Limits.Profile::slug))
                .toList();
    }

    private static List<Line> arithmetic(
            Hub hub, Capacity capacity, MemoryRule memoryRule, String timeoutFormula, Sizes sizes) {
        Hub.Users users = hub.users();
        String each = ByteSize.text(sizes.memory());
        String has = ByteSize.gigabytes(capacity.memoryBytes(), RoundingMode.DOWN);
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(
                "concurrent users", users.concurrency() + "% of " + users.count(), Integer.toString(users.peak())));
        if (hub.server().memory().isEmpty()) {
            WorstCase larger = memoryRule.larger(users.peak(), sizes.memory());
            String formula = String.format(
                    Locale.ROOT,
                    "(%s - 1 GB%s) / %d, in steps of 64M, at most 2G",
                    has,
                    larger.minus(),
                    Math.max(1, users.peak() - larger.servers()));
            lines.add(new Line("memory per user", formula, each));
        }
        lines.add(new Line(
                "memory needed",
                memoryRule.worst(sizes.memory()).formula() + " + 1 GB",
                ByteSize.gigabytes(memoryRule.needed(sizes.memory()), RoundingMode.UP) + " of " + has));
        lines.add(new Line(
                "servers that fit", memoryRule.fittingFormula(sizes.memory()), Integer.toString(sizes.active())));
        lines.add(new Line("concurrent starts", "3 x " + cores(capacity.cores()), Integer.toString(sizes.spawns())));
        lines.add(new Line("start timeout", timeoutFormula, Durations.text(sizes.startTimeout())));
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
        hub.profiles().stream()
                .filter(profile ->
                        profile.cpu().filter(cpu -> cpu > capacity.cores()).isPresent())
                .forEach(profile -> notes.add("cpu of the profile " + profile.slug() + " is more than the host's "
                        + cores(capacity.cores()) + ", which each of its servers may use"));
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
