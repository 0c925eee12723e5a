package io.rlmprov.model;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How an operation is carried out. The executor runs it and decides nothing; every action can be run twice. */
public sealed interface Action {
    /**
     * Runs a script of {@code ansible-free-scripts/} on the host.
     *
     * @param script its file name
     * @param variables set before its first line; may hold secrets, so they are in no document
     * @param input what it reads from stdin
     * @param image reference of the image that the engine must have afterwards: builders have reported success and left
     *     nothing (moby with the containerd store)
     * @param remedy what the operator can do if it fails
     */
    record Run(String script, SortedMap<String, String> variables, Payload input, Optional<String> image, String remedy)
            implements Action {
        /** Keeps the variables as they are now. */
        public Run {
            variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
        }

        /** A script that reads no input. */
        public Run(String script, Map<String, String> variables, String remedy) {
            this(script, new TreeMap<>(variables), Payload.NONE, Optional.empty(), remedy);
        }

        /** The same script, which reads this. */
        public Run reading(Payload payload) {
            return new Run(script, variables, payload, image, remedy);
        }

        /** The same script, which leaves this image. */
        public Run leaving(String reference) {
            return new Run(script, variables, input, Optional.of(reference), remedy);
        }

        @Override
        public String toString() {
            return "Run[" + script + "]";
        }
    }

    /**
     * Walks the path of a user on the host, with a test user's server that is removed again.
     *
     * @param hub name of the hub
     */
    record WalkPath(String hub) implements Action {}

    /**
     * Stops and removes containers.
     *
     * @param containers their names; one that is not there is fine
     * @param grace between the request to end and the kill
     */
    record Remove(List<String> containers, Duration grace) implements Action {}

    /**
     * Waits until containers are healthy.
     *
     * @param containers their names
     * @param patience how long for each
     */
    record AwaitHealthy(List<String> containers, Duration patience) implements Action {}

    /**
     * Gives every running server of the hub new limits, in place. Which servers there are is known when it runs: users
     * come and go. One that uses nearly as much memory as the new limit, or more, keeps its own until it starts next.
     *
     * @param hub value of the label {@code io.rlmprov.hub} of the servers
     * @param unlabelled containers beside those, which an unmanaged hub has left
     * @param limits which they get
     */
    record Resize(String hub, List<String> unlabelled, Limits limits) implements Action {}
}
