package io.rlmprov.facts;

import io.rlmprov.model.HmacKey;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What one run of the probe saw on a host. Absent is a value: a bare host has an engine that is
 * {@link EngineFacts.State#ABSENT} and empty maps.
 *
 * @param files all under {@code /opt/rlmprov/<hub>} by relative path, the directory itself as {@code .}
 * @param stateFiles all directly under {@code /var/lib/rlmprov/<hub>}, likewise; without size and digest
 * @param settings text of settings.json
 * @param secrets HMAC by name in secrets.env, as {@link HmacKey#mac} makes it; empty if the host has no key
 * @param malformedSecrets numbers of the lines of secrets.env that are not {@code NAME=value}
 * @param key the host's key
 * @param environment variables of {@code .env}, by name
 * @param proxyToken the proxy's token, which never leaves the host
 * @param record text of record.json
 * @param trust certificates that this hub put into the host's store, by file name
 * @param firewall rules for users' servers: what the probe says of each part; empty if they were never loaded
 * @param otherHubs names of the other hubs that rlmprov keeps there
 * @param errors what could not be read, by section of the probe; a plan made in spite of them would be wrong
 * @param probe all sections, for the kinds that parse their own
 */
public record HostFacts(
        Os os,
        Hardware hardware,
        Preflight preflight,
        EngineFacts engine,
        SortedMap<String, FileFact> files,
        SortedMap<String, FileFact> stateFiles,
        Optional<String> settings,
        SortedMap<String, Optional<String>> secrets,
        List<Integer> malformedSecrets,
        Optional<HmacKey> key,
        SortedMap<String, String> environment,
        ProxyToken proxyToken,
        Optional<String> record,
        SortedMap<String, TrustFile> trust,
        SortedMap<String, String> firewall,
        SortedSet<String> otherHubs,
        DockerObjects docker,
        SortedMap<String, List<String>> errors,
        ProbeOutput probe) {

    /**
     * Reads the output of {@code probe.sh}.
     *
     * @param output its stdout
     * @param nonce variable {@code NONCE} of that run
     * @throws io.rlmprov.config.RlmprovException if it is cut off or not the output of this probe
     */
    public static HostFacts parse(String output, String nonce) {
        return HostFactsParser.parse(ProbeOutput.parse(output, nonce));
    }

    /**
     * The operating system, as os-release has it.
     *
     * @param id as {@code debian}
     * @param version as {@code 13}; empty on testing and rolling ones
     * @param title for people
     * @param init {@code systemd} or the name of process 1
     * @param machine the machine-id of systemd, which machine-id(5) asks to keep confidential; empty if there is none
     */
    public record Os(String id, String version, String title, String init, String machine) {}

    /**
     * What the machine has.
     *
     * @param memory bytes of RAM that the kernel has
     * @param cores processors online
     * @param diskPath where images and volumes lie or will lie
     * @param diskSize bytes of the file system there
     * @param diskFree bytes that are free there
     */
    public record Hardware(long memory, int cores, String diskPath, long diskSize, long diskFree) {}

    /**
     * What could stand in the way.
     *
     * @param root whether the probe ran as root
     * @param apt whether packages can be installed with apt
     * @param nft whether the firewall's command is there
     * @param flock whether the lock's command is there
     * @param brokenPackages packages that dpkg left half installed or half configured
     * @param cloudInit {@code absent}, {@code disabled}, {@code running}, {@code done} or {@code error}
     * @param apparmor whether the kernel enforces AppArmor
     * @param apparmorParser whether its parser is installed; without it, no container starts on such a kernel
     * @param volumesLeft whether there are volumes where Docker keeps them, though nobody may be there to list them
     * @param listening TCP ports on which somebody listens
     */
    public record Preflight(
            boolean root,
            boolean apt,
            boolean nft,
            boolean flock,
            List<String> brokenPackages,
            String cloudInit,
            boolean apparmor,
            boolean apparmorParser,
            boolean volumesLeft,
            List<Listener> listening) {}

    /**
     * Somebody who listens on a TCP port.
     *
     * @param address as {@code ss} writes it: {@code 0.0.0.0}, {@code [::]}, {@code *}, ...
     * @param process name of a process that does; {@code ?} if it could not be seen
     */
    public record Listener(int port, String address, String process) {}

    /**
     * A file, directory or anything else in a file system.
     *
     * @param mode permission bits as {@code 0644}
     * @param owner as {@code root:root}
     * @param size bytes; empty for secrets and state
     * @param sha256 digest of a regular file's content; empty for secrets and state
     */
    public record FileFact(Type type, String mode, String owner, Optional<Long> size, Optional<String> sha256) {
        /** What it is. */
        public enum Type {
            /** Regular file. */
            FILE,
            /** Directory. */
            DIRECTORY,
            /** Symbolic link. */
            LINK,
            /** Socket, pipe or device. */
            OTHER
        }
    }

    /** The state of the proxy's token in proxy.env. */
    public enum ProxyToken {
        /** No proxy.env. */
        ABSENT,
        /** A line as it should be. */
        GOOD,
        /** Such a line among others, which would be in the environment of services, too. */
        WITH_MORE,
        /** A file without such a line. */
        BAD
    }

    /**
     * A certificate in the host's store.
     *
     * @param sha256 digest of the file
     * @param taken whether update-ca-certificates has put it into the bundle that programs read
     */
    public record TrustFile(String sha256, boolean taken) {}
}
