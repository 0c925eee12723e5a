package io.rlmprov.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The values of {@code auth.type}, and which other keys of {@code auth} are for them. */
enum AuthKind {
    OPEN,
    SHARED_PASSWORD,
    ACCOUNTS,
    GITHUB,
    GOOGLE,
    OIDC;

    private static final Set<String> PROVIDER =
            Set.of("client-id", "client-secret", "callback-url", "allow", "allow.users");

    /** What users may be called. */
    Format<String> names() {
        return switch (this) {
            case OPEN, SHARED_PASSWORD, ACCOUNTS -> UserNames.OWN;
            case GITHUB -> UserNames.GITHUB;
            case GOOGLE -> UserNames.GOOGLE;
            case OIDC -> UserNames.OIDC;
        };
    }

    /** Its keys besides {@code type}, relative to {@code auth}. */
    private Stream<String> keys() {
        return switch (this) {
            case OPEN -> Stream.of();
            case SHARED_PASSWORD -> Stream.of("password", "admin-password");
            case ACCOUNTS -> Stream.of("sign-up", "admin-password");
            case GITHUB -> Stream.concat(PROVIDER.stream(), Stream.of("allow.organizations"));
            case GOOGLE -> Stream.concat(PROVIDER.stream(), Stream.of("allow.domains"));
            case OIDC ->
                Stream.concat(
                        PROVIDER.stream(),
                        Stream.of("issuer", "scopes", "username-claim", "groups-claim", "allow.groups"));
        };
    }

    /** Whether a key, relative to {@code auth}, is for this kind. */
    boolean takes(String key) {
        return keys().anyMatch(key::equals);
    }

    /** Its lists of people in {@code allow}, {@code users} first. */
    List<String> lists() {
        return keys().filter(key -> key.startsWith("allow."))
                .map(key -> key.substring("allow.".length()))
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** Keys of all kinds, without those within {@code allow}. */
    static SortedSet<String> allKeys() {
        return Arrays.stream(values())
                .flatMap(kind -> kind.keys())
                .filter(key -> !key.contains("."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Reports keys that are for other kinds only. */
    void refuseOthers(Section auth) {
        allKeys().forEach(key -> refuse(auth, key, key));
    }

    /** The same for the section {@code allow}. */
    void refuseOtherLists(Section allow) {
        Arrays.stream(values())
                .flatMap(kind -> kind.lists().stream())
                .collect(Collectors.toCollection(TreeSet::new))
                .forEach(key -> refuse(allow, key, "allow." + key));
    }

    private void refuse(Section section, String key, String path) {
        if (section.hasKnown(key) && !takes(path)) {
            String others = Arrays.stream(values())
                    .filter(kind -> kind.takes(path))
                    .map(kind -> "type: " + Formats.word(kind))
                    .collect(Collectors.joining(" or "));
            section.error(key, "has no effect with type: " + Formats.word(this), "write " + others + ", or remove it");
        }
    }
}
