package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What ssh_config says for one host: the first value of a keyword wins, see ssh_config(5).
 *
 * <p>A {@code Match} that cannot be evaluated here (exec, canonical, ...) does not apply, and leaves a warning where its
 * block says something that matters for connecting.
 */
final class SshConfigLookup {
    private static final List<String> CONNECTS = List.of(
            "hostname",
            "user",
            "port",
            "identityfile",
            "identitiesonly",
            "certificatefile",
            "identityagent",
            "proxyjump",
            "proxycommand",
            "userknownhostsfile",
            "hostkeyalias");

    private final List<SshConfig.Line> applying = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final String alias;
    private final Optional<String> user;
    private final String localUser;

    /**
     * @param alias as it stands in hub.yaml
     * @param user from hub.yaml, which {@code Match user} sees
     * @param localUser the operator's login
     */
    SshConfigLookup(SshConfig config, String alias, Optional<String> user, String localUser) {
        this.alias = alias;
        this.user = user;
        this.localUser = localUser;
        for (SshConfig.Line line : config.lines()) {
            if (line.conditions().stream().allMatch(condition -> holds(condition, line))) {
                applying.add(line);
            }
        }
    }

    /** The line that decides this keyword, or these that stand for each other. */
    Optional<SshConfig.Line> first(String... keywords) {
        List<String> wanted = List.of(keywords);
        return applying.stream().filter(line -> wanted.contains(line.keyword())).findFirst();
    }

    /** All lines of a keyword that adds up, as IdentityFile does. */
    List<SshConfig.Line> all(String keyword) {
        return applying.stream().filter(line -> line.keyword().equals(keyword)).toList();
    }

    /** A keyword's value, with {@code none} as absent. */
    Optional<String> value(String keyword) {
        return first(keyword).map(SshConfig.Line::word).filter(value -> !value.equalsIgnoreCase("none"));
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private boolean holds(SshConfig.Condition condition, SshConfig.Line line) {
        return switch (condition) {
            case SshConfig.Condition.Host(List<String> patterns) -> HostPattern.anyOf(patterns, alias);
            case SshConfig.Condition.Match match -> holds(match, line);
        };
    }

    private boolean holds(SshConfig.Condition.Match match, SshConfig.Line line) {
        Iterator<String> criteria = match.criteria().iterator();
        while (criteria.hasNext()) {
            String word = criteria.next().toLowerCase(Locale.ROOT);
            if (word.equals("all")) {
                continue;
            }
            boolean negated = word.startsWith("!");
            Optional<String> subject = subject(negated ? word.substring(1) : word);
            if (subject.isEmpty()) {
                warn(match, word, line);
                return false;
            }
            if (!criteria.hasNext()) {
                throw new RlmprovException(match.where() + ": Match " + word + " has no value", "Mend this line.");
            }
            if (negated == HostPattern.anyOf(List.of(criteria.next().split(",", -1)), subject.get())) {
                return false;
            }
        }
        return true;
    }

    private Optional<String> subject(String criterion) {
        return switch (criterion) {
            case "originalhost" -> Optional.of(alias);
            case "host" -> Optional.of(value("hostname").orElse(alias));
            case "user" -> Optional.of(user.or(() -> value("user")).orElse(localUser));
            case "localuser" -> Optional.of(localUser);
            default -> Optional.empty();
        };
    }

    private void warn(SshConfig.Condition.Match match, String criterion, SshConfig.Line line) {
        String warning =
                match.where() + ": \"Match " + criterion + "\" is not evaluated by rlmprov: its lines are ignored";
        if (CONNECTS.contains(line.keyword()) && !warnings.contains(warning)) {
            warnings.add(warning);
        }
    }
}
