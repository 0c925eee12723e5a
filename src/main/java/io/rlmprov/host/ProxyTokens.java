package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.host.SshSettings.Setting;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tokens of ProxyCommand and ProxyJump: {@code %h %n %p %r %%}.
 *
 * @param alias the host as the operator calls it, {@code %n}
 * @param hostName {@code %h}
 * @param port {@code %p}
 * @param user {@code %r}
 */
record ProxyTokens(String alias, String hostName, int port, String user) {
    private static final Pattern TOKEN = Pattern.compile("%(.?)");
    /** What a shell could take for more than a word; OpenSSH 9.6 and later refuse them in names, too. */
    private static final Pattern UNSAFE = Pattern.compile(".*[^\\p{L}\\p{N}_@%+=:,./\\[\\]-].*|-.*");

    /** The text with its tokens replaced, for a shell. */
    String expand(Setting setting) {
        return TOKEN.matcher(setting.value())
                .replaceAll(token -> Matcher.quoteReplacement(value(setting, token.group(1))));
    }

    private String value(Setting setting, String letter) {
        return switch (letter) {
            case "%" -> "%";
            case "h" -> safe(setting, hostName);
            case "n" -> safe(setting, alias);
            case "p" -> Integer.toString(port);
            case "r" -> safe(setting, user);
            default ->
                throw new RlmprovException(
                        setting.where() + ": ssh has no token %" + letter + " in " + setting.keyword(),
                        "Write %% for a percent sign.");
        };
    }

    private static String safe(Setting setting, String value) {
        if (UNSAFE.matcher(value).matches()) {
            throw new RlmprovException(
                    setting.where() + ": the shell that runs " + setting.keyword() + " could misread \"" + value + "\"",
                    "Use names of letters, digits, dots and dashes.");
        }
        return value;
    }
}
