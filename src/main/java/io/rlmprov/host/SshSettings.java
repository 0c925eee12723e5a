package io.rlmprov.host;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The settings of ssh_config(5) that apply to one host, in the words of {@code ssh -G}: names of files are expanded, and
 * a keyword that has no setting has its default.
 */
record SshSettings(List<Setting> settings) {
    /**
     * One setting.
     *
     * @param keyword in lower case
     * @param value the rest of its line, unquoted
     * @param where {@code file:line} if it is known, for messages
     */
    record Setting(String keyword, String value, String where) {
        boolean isNone() {
            return value.equalsIgnoreCase("none");
        }

        /** The value in lower case, for keywords whose values are words of ssh_config. */
        String word() {
            return value.toLowerCase(Locale.ROOT);
        }

        boolean isYes() {
            return value.equalsIgnoreCase("yes") || value.equalsIgnoreCase("true");
        }

        boolean isNo() {
            return value.equalsIgnoreCase("no") || value.equalsIgnoreCase("false");
        }
    }

    SshSettings {
        settings = List.copyOf(settings);
    }

    Optional<Setting> first(String keyword) {
        return settings.stream().filter(it -> it.keyword().equals(keyword)).findFirst();
    }

    /** The setting of a keyword for which {@code none} means that there is none. */
    Optional<Setting> some(String keyword) {
        return first(keyword).filter(it -> !it.isNone());
    }

    /** The settings of a keyword that adds up, for example IdentityFile. */
    List<Setting> all(String keyword) {
        return settings.stream().filter(it -> it.keyword().equals(keyword)).toList();
    }
}
