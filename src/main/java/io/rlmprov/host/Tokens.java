package io.rlmprov.host;

import io.rlmprov.host.SshConfig.Line;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of ssh_config(5) for the own reader: {@code ~}, {@code %d %h %n %p %r %u %%}, {@code ${NAME}}. Others are
 * refused, since they differ between the versions of ssh or need what Java does not know.
 *
 * @param alias {@code %n}
 * @param hostName {@code %h}
 */
record Tokens(Operator operator, String alias, String hostName, int port, String user) {
    private static final Pattern TOKEN = Pattern.compile("%(.?)|\\$\\{([^}]*)}");
    private static final Set<String> FILES =
            Set.of("identityfile", "certificatefile", "userknownhostsfile", "identityagent");

    /** {@code HostName} with the address in place of {@code %h}; ssh allows no other token there. */
    static String hostName(Line line, String address) {
        return Pattern.compile("%(.?)").matcher(line.word()).replaceAll(token -> switch (token.group(1)) {
            case "%" -> "%";
            case "h" -> Matcher.quoteReplacement(address);
            default -> throw line.refused("ssh has no such token here");
        });
    }

    /** A word of a line as {@code ssh -G} prints it, but files of IdentityFile and CertificateFile expanded, too. */
    Optional<String> expand(Line line, String word) {
        return switch (line.keyword()) {
            case "hostkeyalias" -> Optional.of(word.toLowerCase(java.util.Locale.ROOT));
            case "globalknownhostsfile" -> {
                if (word.startsWith("~") || word.matches(".*[%$].*")) {
                    throw line.refused("ssh does not expand it");
                }
                yield Optional.of(word);
            }
            default -> FILES.contains(line.keyword()) ? file(line, word) : Optional.of(word);
        };
    }

    private Optional<String> file(Line line, String word) {
        boolean isWord = List.of("none", "SSH_AUTH_SOCK").contains(word)
                || (line.keyword().equals("identityagent") && word.matches("\\$[A-Za-z_][A-Za-z0-9_]*"));
        if (isWord) {
            return Optional.of(word);
        }
        if (word.matches("~[^/].*") || word.matches(".*\\$[^{].*|.*\\$")) {
            throw line.refused("rlmprov does not expand it");
        }
        List<String> variables = TOKEN.matcher(word)
                .results()
                .flatMap(token -> Optional.ofNullable(token.group(2)).stream())
                .toList();
        Optional<String> unset = variables.stream()
                .filter(name -> !operator.environment().containsKey(name))
                .findFirst();
        if (unset.isPresent()) {
            if (line.keyword().equals("identityfile") || line.keyword().equals("certificatefile")) {
                // ssh goes on without this file.
                return Optional.empty();
            }
            throw line.refused("the environment has no " + unset.get());
        }
        String home = word.equals("~") || word.startsWith("~/") ? operator.home() + word.substring(1) : word;
        return Optional.of(TOKEN.matcher(home)
                .replaceAll(token -> Matcher.quoteReplacement(value(line, token.group(1), token.group(2)))));
    }

    private String value(Line line, @Nullable String letter, @Nullable String variable) {
        if (letter == null) {
            return variable == null ? "" : operator.environment().getOrDefault(variable, "");
        }
        return switch (letter) {
            case "%" -> "%";
            case "d" -> operator.home().toString();
            case "h" -> hostName;
            case "n" -> alias;
            case "p" -> Integer.toString(port);
            case "r" -> user;
            case "u" -> operator.login();
            default -> throw line.refused("rlmprov does not expand %" + letter + " itself");
        };
    }
}
