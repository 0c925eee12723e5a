package io.rlmprov.host;

import java.util.List;
import java.util.Locale;

/** OpenSSH's pattern lists, see ssh_config(5) PATTERNS: {@code *}, {@code ?}, and {@code !} which vetoes. */
final class HostPattern {
    private HostPattern() {}

    /** Whether one of the patterns matches and none that is negated does; without regard to case. */
    static boolean anyOf(List<String> patterns, String text) {
        return exactlyAnyOf(
                patterns.stream().map(it -> it.toLowerCase(Locale.ROOT)).toList(), text.toLowerCase(Locale.ROOT));
    }

    /** The same with regard to case, as {@code Host} and {@code Match user} of ssh_config have it. */
    static boolean exactlyAnyOf(List<String> patterns, String text) {
        boolean matched = false;
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            if (matches(negated ? pattern.substring(1) : pattern, text)) {
                if (negated) {
                    return false;
                }
                matched = true;
            }
        }
        return matched;
    }

    /** Whether one pattern matches the whole text; iterative, so that {@code *a*a*a*b} costs nothing. */
    private static boolean matches(String p, String t) {
        int at = 0;
        int i = 0;
        int star = -1;
        int retry = 0;
        while (i < t.length()) {
            if (at < p.length() && p.charAt(at) == '*') {
                star = at++;
                retry = i;
            } else if (at < p.length() && (p.charAt(at) == '?' || p.charAt(at) == t.charAt(i))) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++retry;
            } else {
                return false;
            }
        }
        while (at < p.length() && p.charAt(at) == '*') {
            at++;
        }
        return at == p.length();
    }
}
