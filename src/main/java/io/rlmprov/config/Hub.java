package io.rlmprov.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * {@code hub.yaml}, one record per section, after defaults and validation.
 *
 * <p>{@code hub.yaml.example} documents every key, its default and its unit.
 *
 * @param name name of the hub: in resource names, directories on the host and the login page; {@code [a-z][a-z0-9-]{0,30}}
 * @param hosts where the hub runs; the first one carries the hub itself
 * @param profiles other limits for some users
 * @param keys environment variables of every user's server, by name; values stay unresolved until they are needed. With a
 *     gateway, those of {@link LlmProvider} are the gateway's
 * @param llm how user servers call language models
 * @param welcome text on the login page, plain
 * @param notebooks folder whose files every user gets; absent means the tutorial that comes with rlmprov
 * @param http of no meaning with {@code https}
 * @param https absent: plain HTTP
 */
public record Hub(
        String name,
        List<HostSpec> hosts,
        Users users,
        ServerSpec server,
        List<Profile> profiles,
        Idle idle,
        SortedMap<String, SecretRef> keys,
        Llm llm,
        Auth auth,
        Optional<String> welcome,
        Images images,
        Optional<Path> notebooks,
        Http http,
        Optional<Https> https,
        DockerSpec docker,
        Trust trust) {
    /** TCP ports of the host at which browsers reach the hub. */
    public List<Integer> ports() {
        return https.isPresent() ? List.of(80, 443) : List.of(http.port());
    }

    /**
     * One host.
     *
     * @param address name or IP address, or a {@code Host} alias of {@code ~/.ssh/config}
     * @param user login; empty means ssh_config's {@code User}, else the operator's own name
     * @param port empty means ssh_config's {@code Port}, else 22
     * @param identity private key file, tried before those of ssh_config and of the agent
     * @param local whether it is this machine, reached without SSH: then there is no user, port or identity, and the
     *     address is a name for people
     * @param sudoPassword the password that sudo asks the user for; empty means that sudo wants none, or that the operator
     *     types it
     */
    public record HostSpec(
            String address,
            Optional<String> user,
            Optional<Integer> port,
            Optional<Path> identity,
            boolean local,
            Optional<SecretRef> sudoPassword) {
        /** A host behind SSH whose sudo has no password in hub.yaml. */
        public HostSpec(String address, Optional<String> user, Optional<Integer> port, Optional<Path> identity) {
            this(address, user, port, identity, false, Optional.empty());
        }
    }

    /**
     * Who comes.
     *
     * @param count how many people the hub is for, 1 or more
     * @param concurrency share of them that is expected at the same time, in percent, 1 to 100
     * @param admins names with access to the hub's admin page
     * @param roster the only names that may log in, besides admins; empty means that the roster limits nobody
     */
    public record Users(int count, int concurrency, SortedSet<String> admins, Optional<SortedSet<String>> roster) {
        /** The number of servers that run at the same time at most: {@code ceil(count x concurrency)}. */
        public int peak() {
            return (count * concurrency + 99) / 100;
        }
    }

    /**
     * What each user's server may use.
     *
     * @param memory bytes; empty means {@code auto}: chosen from the host's memory and the peak
     * @param cpu cores; empty means {@code auto}
     */
    public record ServerSpec(Optional<Long> memory, Optional<Double> cpu) {}

    /**
     * When servers and kernels are ended.
     *
     * @param timeout a server without activity for this long is stopped
     * @param checkEvery how often the culler looks
     * @param maxAge a server older than this is stopped even if it is in use; zero: never
     * @param kernelTimeout a kernel idle for this long is ended; zero: never
     */
    public record Idle(Duration timeout, Duration checkEvery, Duration maxAge, Duration kernelTimeout) {}

    /** Who may log in. */
    public sealed interface Auth {
        /** Any name, no password: for a room that one can see. */
        record Open() implements Auth {}

        /**
         * Any name with the class's password; admins with their own.
         *
         * @param password 8 characters or more
         * @param adminPassword 32 characters or more and another one; needed only where there are admins
         */
        record SharedPassword(SecretRef password, Optional<SecretRef> adminPassword) implements Auth {}

        /**
         * A name and a password that people choose themselves; admins with theirs.
         *
         * @param adminPassword 32 characters or more; needed only where there are admins
         */
        record Accounts(SignUp signUp, Optional<SecretRef> adminPassword) implements Auth {}

        /**
         * GitHub accounts.
         *
         * @param organizations organizations as {@code org}, and teams as {@code org:team}, whose members may log in
         */
        record GitHub(Client client, Allow allow, SortedSet<String> organizations) implements Auth {}

        /**
         * Google accounts; users are called by their whole e-mail address.
         *
         * @param domains Workspace domains whose accounts may log in
         */
        record Google(Client client, Allow allow, SortedSet<String> domains) implements Auth {}

        /**
         * Accounts of an OpenID provider.
         *
         * @param issuer what the provider calls itself; its configuration is found below it
         * @param scopes what the hub asks for; {@code openid} is among them
         * @param usernameClaim what users are called by
         * @param groupsClaim where the provider tells a user's groups
         * @param groups those whose members may log in
         */
        record Oidc(
                Client client,
                Allow allow,
                String issuer,
                List<String> scopes,
                String usernameClaim,
                String groupsClaim,
                SortedSet<String> groups)
                implements Auth {}

        /** Who may make an account. */
        enum SignUp {
            /** Anybody, and log in at once. */
            OPEN,
            /** Anybody; an admin lets them in. */
            APPROVED,
            /** Nobody any more. */
            CLOSED
        }

        /**
         * What the hub is at a provider.
         *
         * @param id what the provider calls the hub
         * @param secret by which the hub shows that it is the hub
         * @param callbackUrl where the provider sends browsers back to; ends in {@code /hub/oauth_callback}
         */
        record Client(String id, SecretRef secret, String callbackUrl) {}

        /**
         * Who of the provider's people may log in, besides admins.
         *
         * @param everyone all of them
         * @param users by name
         */
        record Allow(boolean everyone, SortedSet<String> users) {}
    }

    /**
     * What images are made of.
     *
     * @param base the base image's name in the engine
     * @param baseArchive a {@code docker save} archive of it, for hosts that reach no registry
     * @param hub build context of the hub; absent means the one that comes with rlmprov
     * @param singleuser build context of the users' servers; absent means the one that comes with rlmprov
     * @param tls build context of an image with Caddy; absent means the one that comes with rlmprov
     */
    public record Images(
            String base,
            Optional<Path> baseArchive,
            Optional<Path> hub,
            Optional<Path> singleuser,
            Optional<Path> tls) {}

    /**
     * How browsers reach the hub.
     *
     * @param port TCP port on the host
     * @param address IPv4 address of the host on which the port is; empty means all of them
     * @param url what users type, with a slash at its end; empty means the host's address with this port
     * @param baseUrl the path below which the hub is, with a slash at both ends
     * @param trustedProxies networks of reverse proxies whose X-Forwarded-For is believed, each as {@code 10.0.0.0/8}
     */
    public record Http(
            int port, Optional<String> address, Optional<String> url, String baseUrl, List<String> trustedProxies) {
        /** Address and port as Docker reads them: {@code 8000} or {@code 127.0.0.1:8000}. */
        public String binding() {
            return address.map(at -> at + ":").orElse("") + port;
        }
    }

    /**
     * The container engine.
     *
     * @param install what may be installed where none is usable
     * @param repository base address of Docker's package repository or of a mirror of it, for {@link Install#UPSTREAM}
     * @param fingerprint OpenPGP fingerprint, 40 upper-case hexadecimal digits, of the key that signs the repository;
     *     absent means Docker's
     * @param subnet of the users' network; absent means that Docker takes one from its pools
     */
    public record DockerSpec(
            Install install, Optional<String> repository, Optional<String> fingerprint, Optional<Subnet> subnet) {}

    /** Where Docker comes from. */
    public enum Install {
        /** The distribution's packages where they bring compose v2, else Docker's own. */
        AUTO,
        /** The distribution's packages only. */
        DISTRO,
        /** Docker's own package repository, or the mirror that {@code docker.repository} names. */
        UPSTREAM,
        /** Nothing is installed; a host without a usable engine is refused. */
        NEVER
    }

    /**
     * Certificate authorities beyond the usual ones.
     *
     * @param certificates PEM files of a TLS-inspecting gateway or of a private CA, by the names that hosts give them, as
     *     {@code gateway.crt}
     */
    public record Trust(SortedMap<String, Path> certificates) {}
}
