package io.rlmprov.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** What users may be called: the hub's own patterns (names.py), and what the provider takes. */
final class UserNames {
    static final Format<String> OWN = lowerCase(
            "[a-z0-9][a-z0-9._-]{0,30}",
            "is not a user name",
            "write up to 31 of a-z, 0-9, ., _ and -, beginning with a letter or digit");

    // 39 at most, https://github.com/shinnn/github-username-regex; enterprises' managed users have an _ in them.
    static final Format<String> GITHUB = lowerCase(
            "[a-z0-9][a-z0-9_-]{0,38}",
            "is not a GitHub user name",
            "write it as in the address of the profile, without @");

    static final Format<String> GOOGLE = lowerCase(
            "(?=.{3,64}$)[a-z0-9][a-z0-9._+-]*@[a-z0-9-]+(\\.[a-z0-9-]+)+",
            "is not the e-mail address of a Google account",
            "write the whole address, as anna@example.org");

    static final Format<String> OIDC = lowerCase(
            "[a-z0-9][a-z0-9._+@-]{0,63}",
            "is not a user name",
            "write up to 64 of a-z, 0-9, ., _, +, @ and -, beginning with a letter or digit");

    private UserNames() {}

    /** The hub makes names lower-case before it looks them up. */
    private static Format<String> lowerCase(String pattern, String problem, String remedy) {
        Pattern compiled = Pattern.compile(pattern);
        return text -> {
            if (!compiled.matcher(text).matches()) {
                String lower = text.toLowerCase(Locale.ROOT);
                throw compiled.matcher(lower).matches()
                        ? new BadValue("has upper-case letters, which no user name has here", "write " + lower)
                        : new BadValue(problem, remedy);
            }
            return text;
        };
    }
}
