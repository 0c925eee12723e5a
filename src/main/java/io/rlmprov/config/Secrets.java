package io.rlmprov.config;

import io.rlmprov.config.Hub.Auth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All secrets of a hub, resolved, by audience.
 *
 * @param byName lines of {@code secrets.env} by environment variable: those of {@code keys} that users get, and what is for
 *     the hub alone under the names below
 * @param gateway lines of {@code gateway.env} by the name in {@code keys}: providers' API keys and base URLs, which only the
 *     gateway reads, and what it shares with users' servers: {@code RLM_MODEL} and proxies; empty without a gateway
 */
public record Secrets(SortedMap<String, Secret> byName, SortedMap<String, Secret> gateway) {
    /** The class's password, for the hub alone. */
    public static final String USER_PASSWORD = "RLMPROV_USER_PASSWORD";

    /** The admins' password, for the hub alone. */
    public static final String ADMIN_PASSWORD = "RLMPROV_ADMIN_PASSWORD";

    /** By which the hub shows to a provider that it is the hub. */
    public static final String CLIENT_SECRET = "RLMPROV_OAUTH_CLIENT_SECRET";

    // JupyterHub's SharedPasswordAuthenticator refuses to start with shorter ones.
    private static final int USER_LENGTH = 8;
    private static final int ADMIN_LENGTH = 32;

    /**
     * Follows every reference.
     *
     * @param file whose references are followed
     * @param sources where they lead
     * @throws ConfigException with all that lead nowhere and all passwords that are too short; never with a value
     */
    public static Secrets resolve(HubFile file, Sources sources) {
        return new Resolution(new References(sources, file.folder())).resolve(file.hub());
    }

    /**
     * The password for sudo of one host, which goes to no file; empty if hub.yaml has none.
     *
     * @throws ConfigException if its reference leads nowhere
     */
    public static Optional<Secret> sudoPassword(HubFile file, Hub.HostSpec host, Sources sources) {
        Resolution resolution = new Resolution(new References(sources, file.folder()));
        Optional<Secret> secret = host.sudoPassword().flatMap(resolution::resolve);
        resolution.check();
        return secret;
    }

    private static final class Resolution {
        private final References references;
        private final List<Problem> problems = new ArrayList<>();

        Resolution(References references) {
            this.references = references;
        }

        Secrets resolve(Hub hub) {
            NavigableMap<String, Secret> secrets = new TreeMap<>();
            NavigableMap<String, Secret> gateway = new TreeMap<>();
            hub.keys()
                    .forEach((name, ref) -> resolve(ref).ifPresent(secret -> {
                        boolean provider =
                                hub.llm().gateway() && LlmProvider.of(name).isPresent();
                        if (!provider) {
                            secrets.put(name, secret);
                        }
                        if (provider || (hub.llm().gateway() && Llm.shared(name))) {
                            check(hub.llm(), name, ref, secret);
                            gateway.put(name, secret);
                        }
                    }));
            switch (hub.auth()) {
                case Auth.Open() -> {}
                case Auth.SharedPassword(SecretRef user, Optional<SecretRef> admin) -> {
                    password(user, USER_LENGTH).ifPresent(secret -> secrets.put(USER_PASSWORD, secret));
                    adminPassword(admin, secrets);
                    admin.ifPresent(ref -> refuseEqual(ref, secrets));
                }
                case Auth.Accounts accounts -> adminPassword(accounts.adminPassword(), secrets);
                case Auth.GitHub github -> clientSecret(github.client(), secrets);
                case Auth.Google google -> clientSecret(google.client(), secrets);
                case Auth.Oidc oidc -> clientSecret(oidc.client(), secrets);
            }
            check();
            return new Secrets(Collections.unmodifiableSortedMap(secrets), Collections.unmodifiableSortedMap(gateway));
        }

        /** The gateway does not start with a value that it cannot send. */
        private void check(Llm llm, String name, SecretRef ref, Secret secret) {
            if (!secret.reveal().matches("[ -~]+")) {
                report(ref, "has characters that no HTTP header can have", "check what the reference leads to");
            } else if (name.equals(Llm.MODEL) && !llm.allows(secret.reveal())) {
                report(ref, Llm.NOT_ALLOWED, Llm.NOT_ALLOWED_REMEDY);
            } else if (Llm.namesProxy(name) && !secret.reveal().matches("(https?://)?[^ /]+/?")) {
                report(ref, "is not the address of an HTTP proxy", "write http://HOST:PORT");
            } else if (LlmProvider.of(name)
                            .filter(it -> it.urlName().equals(name))
                            .isPresent()
                    && !secret.reveal().matches("https?://[^ ]+")) {
                report(ref, "is not a base URL", "write one that begins with https:// or http://");
            }
        }

        private void check() {
            if (!problems.isEmpty()) {
                throw new ConfigException(problems);
            }
        }

        private Optional<Secret> resolve(SecretRef ref) {
            try {
                return Optional.of(new Secret(references.resolve(ref.parts())));
            } catch (BadValue e) {
                report(ref, e.problem(), e.remedy());
                return Optional.empty();
            }
        }

        private void adminPassword(Optional<SecretRef> admin, Map<String, Secret> secrets) {
            admin.flatMap(ref -> password(ref, ADMIN_LENGTH)).ifPresent(secret -> secrets.put(ADMIN_PASSWORD, secret));
        }

        private void clientSecret(Auth.Client client, Map<String, Secret> secrets) {
            resolve(client.secret()).ifPresent(secret -> secrets.put(CLIENT_SECRET, secret));
        }

        private Optional<Secret> password(SecretRef ref, int length) {
            Optional<Secret> secret = resolve(ref);
            if (secret.filter(s -> s.reveal().length() < length).isPresent()) {
                report(ref, "is shorter than " + length + " characters", "choose a longer one");
            }
            return secret;
        }

        private void refuseEqual(SecretRef admin, Map<String, Secret> secrets) {
            Optional<Secret> user = Optional.ofNullable(secrets.get(USER_PASSWORD));
            if (user.isPresent() && user.equals(Optional.ofNullable(secrets.get(ADMIN_PASSWORD)))) {
                report(admin, "is the same as auth.password", "choose another: every user knows that one");
            }
        }

        private void report(SecretRef ref, String message, String remedy) {
            problems.add(
                    new Problem(Problem.Severity.ERROR, ref.location(), ref.path(), message, remedy, Optional.empty()));
        }
    }
}
