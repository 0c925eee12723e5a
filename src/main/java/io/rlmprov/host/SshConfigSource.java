package io.rlmprov.host;

import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import java.util.Optional;

/** Resolves the configuration of ssh for one host: {@code ssh -G}, or the own reader where there is no {@code ssh}. */
@FunctionalInterface
interface SshConfigSource {
    /**
     * The settings for a host.
     *
     * @throws RlmprovException if the configuration cannot be read or asks for what cannot be followed
     */
    SshSettings settings(Query query);

    /**
     * A host as {@code ssh} would get it on its command line.
     *
     * @param address the host as the operator calls it
     * @param user from hub.yaml or ProxyJump; comes before the configuration
     * @param port likewise
     * @param tunnelled whether the connection goes through the jump host before it, so that its own ProxyJump and
     *     ProxyCommand do not count
     */
    record Query(String address, Optional<String> user, Optional<Integer> port, boolean tunnelled) {
        static Query of(Hub.HostSpec spec, boolean tunnelled) {
            return new Query(spec.address(), spec.user(), spec.port(), tunnelled);
        }
    }
}
