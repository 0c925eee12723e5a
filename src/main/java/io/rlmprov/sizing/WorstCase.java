package io.rlmprov.sizing;

import io.rlmprov.config.ByteSize;
import io.rlmprov.config.Hub;
import io.rlmprov.config.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The servers that take the most memory together, of all that may run at the same time.
 *
 * @param parts the largest servers first
 */
record WorstCase(List<Part> parts) {
    /**
     * Servers of one size.
     *
     * @param profile slug; empty for servers with the limits of all
     * @param memory bytes of each
     */
    record Part(String profile, long memory, int count) {
        private String formula() {
            return count + " x " + ByteSize.text(memory) + (profile.isEmpty() ? "" : " (" + profile + ")");
        }

        private long total() {
            return count * memory;
        }
    }

    /**
     * That of a hub on which so many servers run.
     *
     * @param standard bytes of a server without a profile
     */
    static WorstCase of(Hub hub, int servers, long standard) {
        List<Part> taken = new ArrayList<>();
        int left = servers;
        for (Part part : all(hub, standard)) {
            int count = Math.min(left, part.count());
            if (count > 0) {
                taken.add(new Part(part.profile(), part.memory(), count));
                left -= count;
            }
        }
        return new WorstCase(List.copyOf(taken));
    }

    /** All servers that users may have, the largest first. */
    private static List<Part> all(Hub hub, long standard) {
        List<Part> parts = new ArrayList<>();
        int asAll = 0;
        Set<String> placed = new HashSet<>();
        for (Profile profile : largestFirst(hub, standard)) {
            long memory = profile.memory().orElse(standard);
            int servers = profile.servers(hub.users());
            if (profile.groups().isEmpty()) {
                List<String> people = profile.users().stream()
                        .filter(name -> !placed.contains(name))
                        .toList();
                // Of a profile that not all of its users can have at once, any of them may be left with another one.
                if (servers >= people.size()) {
                    placed.addAll(people);
                }
                servers = Math.min(servers, people.size());
            }
            if (memory == standard) {
                asAll += servers;
            } else {
                parts.add(new Part(profile.slug(), memory, servers));
            }
        }
        int others = Math.max(0, hub.users().count() - placed.size());
        parts.add(new Part("", standard, asAll + others));
        return parts.stream()
                .sorted(Comparator.comparingLong(Part::memory).reversed())
                .toList();
    }

    private static List<Profile> largestFirst(Hub hub, long standard) {
        return hub.profiles().stream()
                .sorted(Comparator.comparingLong(
                                (Profile profile) -> profile.memory().orElse(standard))
                        .reversed())
                .toList();
    }

    /** Bytes of all of them. */
    long memory() {
        return parts.stream().mapToLong(Part::total).sum();
    }

    /** {@code 3 x 2G (large) + 22 x 512M}. */
    String formula() {
        return parts.stream().map(Part::formula).collect(Collectors.joining(" + "));
    }

    /** {@code  - 3 x 2G (large)}, to be taken from something; empty if there are none. */
    String minus() {
        return parts.stream().map(part -> " - " + part.formula()).collect(Collectors.joining());
    }

    /** The servers of profiles that are larger than those of all. */
    WorstCase larger(long standard) {
        return new WorstCase(
                parts.stream().filter(part -> part.memory() > standard).toList());
    }

    /** How many there are. */
    int servers() {
        return parts.stream().mapToInt(Part::count).sum();
    }
}
