package io.rlmprov.apply;

import io.rlmprov.classroom.Spending;
import io.rlmprov.facts.HostFacts;
import io.rlmprov.model.Address;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a hub and its host are now, as one exec found them.
 *
 * @param hub name of the hub
 * @param host name of the host in hub.yaml
 * @param present whether anything of the hub is on the host, apart from volumes
 * @param facts the facts of the host
 * @param services services of the stack by name, also those that the last apply left and that are absent
 * @param servers running servers of users
 * @param history the last runs, and the holder of the lock
 * @param lastProof when the path of a user was last walked to its end; empty if it never was
 * @param proven whether the last apply proved that a user can work
 * @param spending what the class has spent on language models; empty without a gateway that answers
 * @param drift what differs from the record of the last apply
 * @param unread facts that could not be read, one sentence each
 */
public record HubStatus(
        String hub,
        String host,
        boolean present,
        HostFacts facts,
        List<Service> services,
        List<Server> servers,
        History history,
        Optional<Proof> lastProof,
        boolean proven,
        Optional<Spending.Total> spending,
        Drift drift,
        List<String> unread) {
    /**
     * A service.
     *
     * @param state the state of its container, for example {@code running}, or {@code absent}
     * @param health the result of its health check; empty if it has none
     * @param started since when it runs, RFC 3339; empty if it does not
     */
    public record Service(String name, String state, Optional<String> health, Optional<String> started) {
        /** Whether it runs, and its health check does not say otherwise. */
        public boolean well() {
            return state.equals("running") && health.orElse("healthy").equals("healthy");
        }
    }

    /**
     * A user's server that runs.
     *
     * @param memory its limit in bytes; 0 if it has none
     * @param used bytes that it cannot give back
     */
    public record Server(String user, long memory, long used) {}

    /**
     * The last time that the path of a user was walked to its end.
     *
     * @param at when, by the clock of the host
     * @param stale whether the host or Docker has started since
     * @param text says both, as a clause without a period
     */
    public record Proof(Instant at, boolean stale, String text) {}

    /** The comparison of the host with the record of the last apply. */
    public sealed interface Drift {
        /** The resources that differ, with the names of the fields that do. */
        record Of(List<Resource> resources) implements Drift {}

        /** It is not known, for this reason, a clause without a period. */
        record Unknown(String why) implements Drift {}
    }

    /**
     * A resource that differs from the record.
     *
     * @param fields the fields that differ; empty if the resource is missing, or if nothing asks for it
     * @param missing whether it is gone
     */
    public record Resource(Address address, List<String> fields, boolean missing) {}

    /** Bytes that the limits of all running servers add up to; servers without a limit count as 0. */
    public long promised() {
        return servers.stream().mapToLong(Server::memory).sum();
    }

    /** Bytes that all running servers use. */
    public long used() {
        return servers.stream().mapToLong(Server::used).sum();
    }

    /** Whether every service is well, no server of another maker is in doubt, and nothing differs from the record. */
    public boolean well() {
        return present
                && proven
                && unread.isEmpty()
                && services.stream().allMatch(Service::well)
                && drift instanceof Drift.Of(List<Resource> resources)
                && resources.isEmpty();
    }
}
