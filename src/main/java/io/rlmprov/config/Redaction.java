package io.rlmprov.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one rule for what looks like a secret. Errors quote what the operator wrote, and end up in logs and tickets, so
 * every text that quotes passes through here. A secret is known by the name before it, or by its own form; the rest
 * stays as it is, because an error without its value helps less.
 */
public final class Redaction {
    /** What stands in place of a secret. */
    static final String HIDDEN = "***";

    /**
     * A word that ends like this is the name of a secret: {@code apikey}, {@code DB_PASSWORD}, {@code x-auth-token}. The tag
     * NOPASSWD of sudoers(5), which a remedy quotes, is none.
     */
    private static final String NAME =
            "(?!(?-i:NOPASSWD:))[\\w.-]*(?:key|token|secret|passw(?:or)?d|passphrase|pwd|credential|authorization)s?";

    private static final Pattern NAMED = Pattern.compile("(?i)(?<![\\w.-])(" + NAME + "[\"']?\\s*[:=]\\s*)(\\S.*)");
    /** In a sentence a space after a colon ends the name: {@code auth.password: is too short}. JSON has quotes there. */
    private static final Pattern ASSIGNED =
            Pattern.compile("(?i)(?<![\\w.-])(" + NAME + "(?:[\"']?[=:]|[\"']\\s*:\\s*)[\"']?)([^\\s\"']+)");

    private static final Pattern SECRET_NAME = Pattern.compile("(?i)" + NAME);
    /** Also {@code ${command:pass show x}}. */
    private static final Pattern SECRET_SOURCE = Pattern.compile("(?i)key|token|secret|pass|pwd|credential");
    /** What leads to a secret and is none; it is shown, because the error is about it. */
    private static final Pattern REFERENCE = Pattern.compile("[\"']?\\$\\{(env|file):[^}]*}[\"']?\\s*(#.*)?|#.*");

    /** Forms that providers give to their keys, so that scanners find them. */
    private static final Pattern ISSUED = Pattern.compile("(?<![A-Za-z0-9])(?:"
            + String.join(
                    "|",
                    List.of(
                            "sk[-_][\\w-]{3,}",
                            "gh[pousr]_\\w{4,}",
                            "github_pat_\\w{4,}",
                            "glpat-[\\w-]{4,}",
                            "xox[a-z]-[\\w-]{4,}",
                            "(?:hf|gsk|npm|r8|dop_v1|tgp_v1)_[A-Za-z0-9]{8,}",
                            "(?:xai|pplx|nvapi)-[\\w-]{8,}",
                            "A(?:KIA|SIA)[0-9A-Z]{12,}",
                            "AIza[\\w-]{16,}",
                            "ya29\\.[\\w-]{8,}",
                            "eyJ[\\w-]{10,}(?:\\.[\\w-]*)*",
                            "-----BEGIN [A-Z ]*PRIVATE KEY-----.*"))
            + ")");

    private static final Pattern URL_PASSWORD = Pattern.compile("(://[^/\\s:@]*:)([^@\\s/]+)(?=@)");
    private static final Pattern BEARER = Pattern.compile("(?i)(\\bBearer\\s+)([\\w.+/=-]{6,})");
    /** Digests are long and random, and no secret: Docker's errors are full of them. */
    private static final Pattern WORD = Pattern.compile("(?<!sha256:)(?<![\\w+=-])[\\w+=-]{16,}");

    private Redaction() {}

    /** A line of hub.yaml. After the name of a secret nothing of it is shown, since nobody knows where it ends. */
    static String line(String line) {
        return issued(random(NAMED.matcher(line).replaceAll(match -> {
            String value = match.group(2);
            return Matcher.quoteReplacement(
                    REFERENCE.matcher(value).matches() ? match.group() : match.group(1) + HIDDEN);
        })));
    }

    /** A sentence that quotes a piece of hub.yaml. */
    static String quote(String sentence) {
        return message(random(sentence));
    }

    /** A message of any kind, also of programs on the host: what is surely a secret is hidden. */
    public static String message(String text) {
        return issued(hideSecond(ASSIGNED, text));
    }

    /** Whether this is what a secret is called. */
    static boolean names(String word) {
        return SECRET_NAME.matcher(word).matches();
    }

    /** Whether a reference, as {@code ${env:SECRET_OF_DB}}, leads to what is called like a secret. */
    static boolean leadsToSecret(String written) {
        return SECRET_SOURCE.matcher(written).find();
    }

    private static String issued(String text) {
        return hideSecond(BEARER, hideSecond(URL_PASSWORD, ISSUED.matcher(text).replaceAll(HIDDEN)));
    }

    private static String hideSecond(Pattern pattern, String text) {
        return pattern.matcher(text).replaceAll(match -> {
            boolean leads = match.group(2).startsWith("${");
            return Matcher.quoteReplacement(leads ? match.group() : match.group(1) + HIDDEN);
        });
    }

    private static String random(String text) {
        return WORD.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(isRandom(match.group()) ? HIDDEN : match.group()));
    }

    /**
     * Whether letters and digits change as often as chance makes them. Names that people give have long runs of one
     * kind: {@code debian-13-genericcloud-amd64} changes four times in 23.
     */
    private static boolean isRandom(String word) {
        int changes = 0;
        int counted = 0;
        int before = -1;
        for (int i = 0; i < word.length(); i++) {
            int kind = kind(word.charAt(i));
            if (kind >= 0) {
                counted++;
                changes += before >= 0 && kind != before ? 1 : 0;
                before = kind;
            }
        }
        return counted >= 16 && changes * 5 >= counted && changes >= 4;
    }

    private static int kind(char c) {
        if (c >= '0' && c <= '9') {
            return 0;
        }
        if (c >= 'a' && c <= 'z') {
            return 1;
        }
        return c >= 'A' && c <= 'Z' ? 2 : -1;
    }
}
