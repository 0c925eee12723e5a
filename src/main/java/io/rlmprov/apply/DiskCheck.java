package io.rlmprov.apply;

import io.rlmprov.facts.Ground;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether an apply finds room where it writes. One that finds none would end half done, with the words of whichever program
 * was the first to fail.
 *
 * @param builds whether images must be built
 */
record DiskCheck(Ground ground, boolean builds) {
    /** Files of the hub, a lock, a script's temporary files. */
    private static final long LEAST = 8L << 20;

    /** The two images and what their builds leave in the cache take more; below this no build ends. */
    private static final long BUILD = 2L << 30;

    /** Why an apply would fail, one sentence or two each. */
    List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        ground.disks().stream().distinct().forEach(disk -> reason(disk).ifPresent(reasons::add));
        return reasons;
    }

    private Optional<String> reason(Ground.Disk disk) {
        if (!disk.writable()) {
            return Optional.of(
                    disk.path() + " is mounted read-only. See dmesg for an error of the disk, and mount it for"
                            + " writing (mount -o remount,rw).");
        }
        if (disk.inodes().filter(inodes -> inodes < 64).isPresent()) {
            return Optional.of(
                    disk.path() + " has no room for more files (df -i " + disk.path() + "). Remove files there.");
        }
        long needed = builds && disk.path().equals(ground.root()) ? BUILD : LEAST;
        if (disk.free() >= needed) {
            return Optional.empty();
        }
        String free =
                String.format(Locale.ROOT, "%s has %.1f MiB left", disk.path(), disk.free() / (double) (1L << 20));
        return Optional.of(
                needed == BUILD
                        ? free
                                + ", and building the images takes more than 2 GiB. Remove files, or what Docker does not"
                                + " use (docker system df shows it)."
                        : free + ". Remove files (df -h " + disk.path() + ").");
    }
}
