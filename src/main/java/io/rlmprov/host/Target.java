package io.rlmprov.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A host to connect to, after hub.yaml, ssh_config and defaults.
 *
 * @param alias as it stands in hub.yaml
 * @param hostName what is resolved and connected to
 * @param keyName under which its key is looked up in known_hosts: HostKeyAlias, else {@code hostName}
 * @param identity key file of hub.yaml, tried before all others
 * @param identities configured key files, in the order in which they are tried
 * @param certificates files of CertificateFile, in order
 * @param identitiesOnly whether the agent may offer only those
 * @param defaults whether the usual files of {@code ~/.ssh} are tried too
 * @param agent socket of the agent
 * @param knownHosts where its key is looked up
 * @param jumps hosts to go through, the first one is connected to directly
 */
record Target(
        String alias,
        String hostName,
        int port,
        String keyName,
        String user,
        Optional<Path> identity,
        List<Path> identities,
        List<Path> certificates,
        boolean identitiesOnly,
        boolean defaults,
        Optional<Path> agent,
        KnownHostsFiles knownHosts,
        UnknownKeys unknownKeys,
        List<Target> jumps,
        Duration connectTimeout) {

    /** What happens to the key of a host that known_hosts does not name. */
    enum UnknownKeys {
        /** Refused, with the line that helps. */
        REFUSE,
        /** Remembered and trusted from now on: {@code StrictHostKeyChecking accept-new}. */
        ACCEPT_NEW,
        /** Refused although ssh_config says {@code no}: keys of operators and of users are at stake. */
        REFUSE_DESPITE_CONFIG
    }

    /** Whether the key of a host that is seen for the first time is trusted; then it must be known the next time. */
    boolean remembersNewKeys() {
        return unknownKeys == UnknownKeys.ACCEPT_NEW && knownHosts.forgets().isEmpty();
    }

    /** {@code user@host} or {@code user@host:port}, for messages. */
    String display() {
        return user + "@" + hostName + (port == 22 ? "" : ":" + port);
    }

    /** The name under which known_hosts files keep it: {@code host} or {@code [host]:port}. */
    String knownHostsName() {
        return port == 22 || !keyName.equals(hostName) ? keyName : "[" + keyName + "]:" + port;
    }

    /** {@link #knownHostsName()}, and after it the name without port, which counts where the other is not known. */
    List<String> knownHostsNames() {
        String name = knownHostsName();
        return name.equals(keyName) ? List.of(name) : List.of(name, keyName);
    }
}
