package io.rlmprov.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;

/** The list {@code profiles}. */
final class ProfilesReader {
    private static final String KEY = "profiles";
    private static final int LONGEST_NAME = 60;
    private static final int LONGEST_DESCRIPTION = 300;
    private static final Format<String> SLUG = Formats.matching(
            "[a-z0-9][a-z0-9-]{0,30}",
            "is not a slug",
            "write up to 31 of a-z, 0-9 and -, beginning with a letter or digit");
    private final Format<String> names;
    private final Hub.Users users;
    private final Hub.Auth auth;
    /** Whether an offline check does not know all who may log in. */
    private final boolean open;

    private final Set<String> slugs = new HashSet<>();
    private final Set<String> displayNames = new HashSet<>();
    private boolean hasDefault;

    private ProfilesReader(Reading reading, Format<String> names, Hub.Users users, Hub.Auth auth) {
        this.open = Stream.of("users.admins", "auth.allow.users").anyMatch(reading::isOpen);
        this.names = names;
        this.users = users;
        this.auth = auth;
    }

    /**
     * The profiles, in the order of the file.
     *
     * @param names what users may be called
     */
    static List<Profile> read(Section root, Format<String> names, Hub.Users users, Hub.Auth auth) {
        ProfilesReader reader = new ProfilesReader(root.reading(), names, users, auth);
        List<Profile> profiles = new ArrayList<>();
        root.sections(KEY).forEach(section -> profiles.add(reader.profile(section)));
        return List.copyOf(profiles);
    }

    private Profile profile(Section section) {
        String slug = section.required("slug", SLUG, "", "write one, as slug: large");
        Profile profile = new Profile(
                slug,
                section.text("display-name", LONGEST_NAME).orElse(slug),
                section.text("description", LONGEST_DESCRIPTION),
                section.flag("default"),
                section.value("memory", ServerReader.MEMORY),
                section.value("cpu", ServerReader.CPU),
                section.value("count", Formats.integer(1, 10_000)),
                section.set("users", names),
                section.set("groups", ProviderReader.GROUP));
        unique(section, profile);
        if (section.nothing("users") && section.nothing("groups")) {
            section.error("users", "is missing, and so is groups: nobody has this profile", "write users: [anna]");
        }
        profile.users().stream()
                .filter(name -> !mayLogIn(name))
                .forEach(name -> section.error(
                        "users", name + " may not log in, as users.roster or auth.allow say", "check the spelling"));
        if (!profile.groups().isEmpty()
                && !(auth instanceof Hub.Auth.Oidc)
                && users.admins().isEmpty()) {
            section.warning(
                    "groups",
                    "are made on the hub's admin page, and there is no admin",
                    "name one in users.admins, or write users");
        }
        return profile;
    }

    private void unique(Section section, Profile profile) {
        if (!profile.slug().isEmpty() && !slugs.add(profile.slug())) {
            section.error("slug", profile.slug() + " is there twice", "rename one");
        }
        if (!profile.displayName().isEmpty() && !displayNames.add(profile.displayName())) {
            section.error("display-name", profile.displayName() + " is there twice", "rename one");
        }
        if (profile.byDefault()) {
            if (hasDefault) {
                section.error("default", "is true for two profiles", "leave one default: true");
            }
            hasDefault = true;
        }
    }

    /** False where it is certain that nobody of this name gets in: who misspells a name is told so. */
    private boolean mayLogIn(String name) {
        if (open) {
            return true;
        }
        boolean listed = users.roster().map(roster -> roster.contains(name)).orElse(true);
        return users.admins().contains(name) || (listed && allowed(name));
    }

    private boolean allowed(String name) {
        return switch (auth) {
            case Hub.Auth.Open _, Hub.Auth.SharedPassword _, Hub.Auth.Accounts _ -> true;
            case Hub.Auth.GitHub github -> allowed(name, github.allow(), github.organizations());
            case Hub.Auth.Google google -> allowed(name, google.allow(), google.domains());
            case Hub.Auth.Oidc oidc -> allowed(name, oidc.allow(), oidc.groups());
        };
    }

    private static boolean allowed(String name, Hub.Auth.Allow allow, SortedSet<String> members) {
        return allow.everyone() || !members.isEmpty() || allow.users().contains(name);
    }
}
