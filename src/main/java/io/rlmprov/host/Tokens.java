package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of ssh_config(5) in file names: {@code ~}, {@code %d %h %n %p %r %u %%}, {@code ${NAME}}.
 *
 * @param alias {@code %n}
 * @param hostName {@code %h}
 */
record Tokens(Operator operator, String alias, String hostName, int port, String user) {
    private static final Pattern TOKEN = Pattern.compile("%(.)|\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    /** The file that is meant; relative names stand in {@code ~/.ssh}. */
    Path path(String text, String where) {
        String expanded = TOKEN.matcher(text)
                .replaceAll(token -> Matcher.quoteReplacement(value(token.group(1), token.group(2), where)));
        Path path = operator.expand(expanded);
        return path.isAbsolute() ? path : operator.sshDirectory().resolve(path);
    }

    private String value(@Nullable String letter, @Nullable String variable, String where) {
        if (letter == null) {
            return Optional.ofNullable(variable)
                    .map(operator.environment()::get)
                    .orElseThrow(() -> new RlmprovException(
                            where + ": the environment has no " + variable, "Set it, or write the path out."));
        }
        return switch (letter) {
            case "%" -> "%";
            case "d" -> operator.home().toString();
            case "h" -> hostName;
            case "n" -> alias;
            case "p" -> Integer.toString(port);
            case "r" -> user;
            case "u" -> operator.login();
            default ->
                throw new RlmprovException(
                        where + ": the token %" + letter + " is not supported", "Write the path out.");
        };
    }
}
