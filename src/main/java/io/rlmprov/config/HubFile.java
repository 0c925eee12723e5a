package io.rlmprov.config;

import io.rlmprov.config.Hub.Auth;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A hub.yaml that is right.
 *
 * @param folder where it stands: relative files are looked for and commands run there
 * @param hub what it says
 * @param warnings what is hardly meant so, in the order of the file
 * @param text all of it; may hold secrets
 */
public record HubFile(Path folder, Hub hub, List<Problem> warnings, String text) {
    /** Whether a secret stands in the text itself, so that a plain digest of the text would help to guess the secret. */
    public boolean holdsSecret() {
        return secrets().flatMap(secret -> secret.parts().stream()).anyMatch(SecretRef.Part.Literal.class::isInstance);
    }

    private Stream<SecretRef> secrets() {
        Stream<SecretRef> auth = switch (hub.auth()) {
            case Auth.Open() -> Stream.empty();
            case Auth.SharedPassword(SecretRef user, Optional<SecretRef> admin) ->
                Stream.concat(Stream.of(user), admin.stream());
            case Auth.Accounts accounts -> accounts.adminPassword().stream();
            case Auth.GitHub github -> Stream.of(github.client().secret());
            case Auth.Google google -> Stream.of(google.client().secret());
            case Auth.Oidc oidc -> Stream.of(oidc.client().secret());
        };
        Stream<SecretRef> sudo = hub.hosts().stream().flatMap(host -> host.sudoPassword().stream());
        return Stream.of(hub.keys().values().stream(), auth, sudo).flatMap(all -> all);
    }

    @Override
    public String toString() {
        return "HubFile[" + folder + ", " + hub + "]";
    }
}
