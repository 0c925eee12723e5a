package io.rlmprov.config;

import io.rlmprov.config.Hub.Auth;
import io.rlmprov.config.Hub.Http;
import io.rlmprov.config.Hub.Users;
import io.rlmprov.config.SecretRef.Part;
import java.util.List;
import java.util.Optional;

/** The section {@code auth}. */
final class AuthReader {
    private final Section auth;
    private final Optional<Https> https;
    private final Http http;
    private final Optional<AuthKind> kind;

    /** Reads {@code type}, on which all else depends: also what users may be called. */
    AuthReader(Section auth, Optional<Https> https, Http http) {
        this.auth = auth;
        this.https = https;
        this.http = http;
        this.kind = auth.value("type", Formats.oneOf(AuthKind.class))
                .or(() -> Optional.of(AuthKind.OPEN).filter(open -> !auth.has("type")));
    }

    /** What users may be called; where the kind is not known, what any of them would take. */
    Format<String> names() {
        return kind.map(AuthKind::names).orElse(UserNames.OIDC);
    }

    /** The rest of the section. Who misspelt the type is told that, and not that all other keys are wrong. */
    Auth read(Users users) {
        kind.ifPresentOrElse(
                known -> known.refuseOthers(auth), () -> AuthKind.allKeys().forEach(auth::hasKnown));
        return kind.map(known -> read(known, users)).orElseGet(Auth.Open::new);
    }

    private Auth read(AuthKind known, Users users) {
        return switch (known) {
            case OPEN -> open(users);
            case SHARED_PASSWORD -> new Auth.SharedPassword(password(), adminPassword(users));
            case ACCOUNTS -> accounts(users);
            case GITHUB -> provider(known).github();
            case GOOGLE -> provider(known).google();
            case OIDC -> provider(known).oidc();
        };
    }

    private ProviderReader provider(AuthKind known) {
        return new ProviderReader(auth, known, new Callback(auth, https, http));
    }

    private Auth open(Users users) {
        if (!auth.has("type") && https.filter(AuthReader::mayBePublic).isPresent()) {
            auth.error(
                    "type",
                    "is missing: by default anybody gets in, and "
                            + https.orElseThrow().domains().getFirst() + " is a name that the internet may reach",
                    "say who may log in; or write type: open if that is what you want");
        }
        if (!users.admins().isEmpty()) {
            auth.warning(
                    "type",
                    "open lets anybody who types " + users.admins().first() + " be an admin",
                    "write type: shared-password, or remove users.admins");
        }
        return new Auth.Open();
    }

    private Auth accounts(Users users) {
        Optional<Auth.SignUp> written = auth.value("sign-up", Formats.oneOf(Auth.SignUp.class));
        Auth.SignUp signUp = written.orElse(Auth.SignUp.APPROVED);
        boolean misspelt = written.isEmpty() && auth.has("sign-up");
        if (signUp == Auth.SignUp.APPROVED
                && !misspelt
                && users.admins().isEmpty()
                && !auth.reading().isOpen("users.admins")) {
            auth.error("sign-up", "approved needs an admin who approves", "name one in users.admins, or write open");
        }
        return new Auth.Accounts(signUp, adminPassword(users));
    }

    /** A name with an authority's certificate is public: all of them are listed in logs that anybody may read (RFC 9162). */
    private static boolean mayBePublic(Https https) {
        return !(https.certificates() instanceof Https.Certificates.Internal);
    }

    private SecretRef password() {
        return requiredSecret(auth, "password", "write password: ${env:CLASS_PASSWORD}, 8 characters or more");
    }

    private Optional<SecretRef> adminPassword(Users users) {
        if (!users.admins().isEmpty() && !auth.has("admin-password")) {
            auth.error(
                    "admin-password",
                    "is missing, and users.admins has " + users.admins().first(),
                    "write admin-password: ${env:ADMIN_PASSWORD}, 32 characters or more");
        }
        return secret(auth, "admin-password");
    }

    static SecretRef requiredSecret(Section section, String key, String remedy) {
        section.require(key);
        if (!section.has(key)) {
            section.error(key, "is missing", remedy);
        }
        return secret(section, key).orElse(new SecretRef("", "", List.of()));
    }

    /** A secret, with a warning where its value stands in hub.yaml itself. */
    static Optional<SecretRef> secret(Section section, String key) {
        Optional<SecretRef> secret = section.secret(key);
        if (secret.filter(ref -> ref.parts().stream().allMatch(Part.Literal.class::isInstance))
                .isPresent()) {
            section.warning(key, "stands in plain text in this file", "write ${env:NAME} and export it");
        }
        return secret;
    }
}
