package io.rlmprov.sizing;

import io.rlmprov.model.Limits;
import java.time.Duration;
import java.util.List;

/**
 * The limits of every server and of the hub.
 *
 * @param memory bytes that one server may use
 * @param cpu cores that one server may use
 * @param profiles other limits, of servers of a profile; the smallest first
 * @param active servers that fit on the host at the same time; the hub starts no more
 * @param spawns servers that may be starting at the same time; others wait
 * @param startTimeout how long a start may take
 * @param httpTimeout how long a started server may take to answer
 * @param arithmetic how these follow, in the order of reading
 * @param notes what works, but hardly as meant
 */
public record Sizes(
        long memory,
        double cpu,
        List<Limits.Profile> profiles,
        int active,
        int spawns,
        Duration startTimeout,
        Duration httpTimeout,
        List<Line> arithmetic,
        List<String> notes) {

    /** The limits of all servers. */
    public Limits limits() {
        return new Limits(new Limits.Size(memory, cpu), profiles);
    }

    Sizes explained(List<Line> lines, List<String> remarks) {
        return new Sizes(memory, cpu, profiles, active, spawns, startTimeout, httpTimeout, lines, remarks);
    }

    /**
     * One line of the calculation.
     *
     * @param quantity what is calculated, as {@code memory needed}
     * @param formula how, as {@code 30 x 512M + 1G}
     * @param result what comes out, as {@code 16.0 GB}
     */
    public record Line(String quantity, String formula, String result) {
        /** {@code memory needed: 30 x 512M + 1G = 16.0 GB}. */
        @Override
        public String toString() {
            return quantity + ": " + formula + " = " + result;
        }
    }
}
