package io.rlmprov.config;

import io.rlmprov.config.Hub.Auth;
import io.rlmprov.config.Hub.Users;
import io.rlmprov.config.SecretRef.Part;
import java.util.List;
import java.util.Optional;

/** The section {@code auth}. */
final class AuthReader {
    private enum Type {
        OPEN,
        SHARED_PASSWORD
    }

    private AuthReader() {}

    static Auth read(Section auth, Users users) {
        Type type = auth.value("type", Formats.oneOf(Type.class)).orElse(Type.OPEN);
        Optional<SecretRef> password = auth.secret("password");
        Optional<SecretRef> adminPassword = auth.secret("admin-password");
        return switch (type) {
            case OPEN -> open(auth, users);
            case SHARED_PASSWORD -> sharedPassword(auth, users, password, adminPassword);
        };
    }

    private static Auth open(Section auth, Users users) {
        for (String key : List.of("password", "admin-password")) {
            if (auth.has(key)) {
                auth.error(key, "has no effect where anybody may log in", "write type: shared-password, or remove it");
            }
        }
        if (!users.admins().isEmpty()) {
            auth.warning(
                    "type",
                    "open lets anybody who types " + users.admins().first() + " be an admin",
                    "write type: shared-password, or remove users.admins");
        }
        return new Auth.Open();
    }

    private static Auth sharedPassword(
            Section auth, Users users, Optional<SecretRef> password, Optional<SecretRef> adminPassword) {
        if (!auth.has("password")) {
            auth.error("password", "is missing", "write password: ${env:CLASS_PASSWORD}, 8 characters or more");
        }
        if (!users.admins().isEmpty() && !auth.has("admin-password")) {
            auth.error(
                    "admin-password",
                    "is missing, and users.admins has " + users.admins().first(),
                    "write admin-password: ${env:ADMIN_PASSWORD}, 32 characters or more");
        }
        for (SecretRef ref : List.of(password, adminPassword).stream()
                .flatMap(Optional::stream)
                .toList()) {
            if (ref.parts().stream().allMatch(Part.Literal.class::isInstance)) {
                String key = ref.path().substring(ref.path().lastIndexOf('.') + 1);
                auth.warning(key, "stands in plain text in this file", "write ${env:NAME} and export it");
            }
        }
        SecretRef missing = new SecretRef("", "", List.of());
        return new Auth.SharedPassword(password.orElse(missing), adminPassword);
    }
}
