package io.rlmprov.model;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The limits of users' servers: the same for all, except servers of a profile. How a server gets its profile when it starts
 * is said twice, here and in the hub (profiles.py): both must give the same for users that profiles name.
 *
 * @param standard of a server without a profile
 * @param profiles the smallest first
 */
public record Limits(Size standard, List<Profile> profiles) {
    /**
     * Limits of one server.
     *
     * @param memory bytes
     * @param cpu cores
     */
    public record Size(long memory, double cpu) {}

    /**
     * A profile, as far as running servers depend on it.
     *
     * @param slug value of the label {@code io.rlmprov.profile} of its servers
     * @param users who has it by name
     * @param groups whether members of groups have it too: who they are is known to the hub alone
     * @param byDefault whether a user who has several gets it unless they choose
     */
    public record Profile(String slug, Size size, SortedSet<String> users, boolean groups, boolean byDefault) {
        private boolean may(String user) {
            return groups || users.contains(user);
        }
    }

    /**
     * The profile of a running server: that on its label as long as its user may have it, else the one that the user would
     * get without a choice; empty if that is none.
     *
     * @param label empty on a server without a profile
     */
    public Optional<Profile> profile(String user, Optional<String> label) {
        List<Profile> own = profiles.stream()
                .filter(profile -> profile.users().contains(user))
                .toList();
        return profiles.stream()
                .filter(profile -> label.equals(Optional.of(profile.slug())) && profile.may(user))
                .findFirst()
                .or(() -> own.stream().filter(Profile::byDefault).findFirst())
                .or(() -> own.stream().findFirst());
    }

    /** The limits of a profile, by its slug; the standard ones of a profile that is not there. */
    public Size of(String slug) {
        return profiles.stream()
                .filter(profile -> profile.slug().equals(slug))
                .findFirst()
                .map(Profile::size)
                .orElse(standard);
    }

    /** The limits of a running server. */
    public Size of(String user, Optional<String> label) {
        return profile(user, label).map(Profile::size).orElse(standard);
    }
}
