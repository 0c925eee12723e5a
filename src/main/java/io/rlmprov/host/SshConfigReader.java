package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.host.SshConfig.Block;
import io.rlmprov.host.SshConfig.Line;
import io.rlmprov.host.SshSettings.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The own reader of ssh_config, for a computer without {@code ssh}. It answers as {@code ssh -G} does or refuses: what it
 * does not know is an error with its line, never a guess.
 */
record SshConfigReader(Operator operator, SshConfig config) implements SshConfigSource {
    /** Keywords whose lines add up; of all others the first one counts. */
    private static final Set<String> ADDING_UP = Set.of("identityfile", "certificatefile");

    private static final Set<String> TIMES = Set.of("connecttimeout", "serveraliveinterval");
    /** Names that ssh takes on its command line, and no others. */
    private static final Pattern NAME = Pattern.compile("(?!-)[A-Za-z0-9._:%-]+");

    @Override
    public SshSettings settings(Query query) {
        for (String name : List.of(query.address(), query.user().orElse("none"))) {
            if (!NAME.matcher(name).matches()) {
                throw new RlmprovException(
                        "\"" + name + "\" has characters that ssh may refuse in the name of a host or user",
                        "Use letters, digits, dots and dashes.");
            }
        }
        return new Evaluation(query).settings();
    }

    /** One pass over the lines for one host. */
    private final class Evaluation {
        private final Query query;
        private final Map<Block, Boolean> applies = new HashMap<>();
        private final List<Line> chosen = new ArrayList<>();
        private final Set<String> set = new HashSet<>();

        Evaluation(Query query) {
            this.query = query;
            if (query.tunnelled()) {
                set.add("proxyjump");
            }
        }

        SshSettings settings() {
            for (Line line : config.lines()) {
                if (line.keyword().equals("host") || line.keyword().equals("match")) {
                    Block block = line.blocks().getLast();
                    // Evaluated even where an outer block does not apply: ssh reads it, too.
                    applies.put(block, holds(block.line()));
                } else if (line.blocks().stream().allMatch(applies::get)) {
                    choose(line);
                }
            }
            return new SshSettings(expanded());
        }

        private void choose(Line line) {
            String keyword = line.keyword().equals("proxycommand") ? "proxyjump" : line.keyword();
            if (TIMES.contains(keyword) && line.word().equalsIgnoreCase("none")) {
                // ssh keeps none as "not set", and so a later line counts.
                return;
            }
            if (ADDING_UP.contains(keyword) || set.add(keyword)) {
                chosen.add(line);
            } else if (line.keyword().equals("proxycommand")
                    && !line.word().equalsIgnoreCase("none")
                    && first("proxyjump")
                            .filter(it -> it.word().equalsIgnoreCase("none"))
                            .isPresent()) {
                throw line.refused("versions of ssh differ in whether it counts after ProxyJump none");
            }
            if (keyword.equals("batchmode") && line.word().matches("(?i)yes|true")) {
                throw line.refused("Debian's ssh sets ServerAliveInterval by it, others do not");
            }
            if (keyword.equals("canonicalizehostname") && !line.word().matches("(?i)no|false")) {
                throw line.refused("rlmprov does not look for canonical names itself");
            }
        }

        private List<Setting> expanded() {
            Tokens tokens = new Tokens(operator, query.address(), hostName(), port(), user());
            List<Setting> settings = new ArrayList<>(List.of(
                    new Setting("hostname", tokens.hostName(), where("hostname")),
                    new Setting("port", Integer.toString(tokens.port()), where("port")),
                    new Setting("user", tokens.user(), where("user"))));
            Set<String> already = Set.of("hostname", "port", "user");
            chosen.stream().filter(line -> !already.contains(line.keyword())).forEach(line -> {
                line.words().stream()
                        .flatMap(word -> tokens.expand(line, word).stream())
                        .forEach(value -> settings.add(new Setting(line.keyword(), value, line.where())));
            });
            return settings;
        }

        private String hostName() {
            String name = hostNameSoFar();
            return NumericAddress.canonical(name)
                    .orElseThrow(() -> new RlmprovException(
                            query.address() + ": ssh would write the address " + name + " in another way",
                            "Write it in full, for example 10.0.0.1."));
        }

        private int port() {
            return query.port()
                    .or(() -> first("port").map(line -> Integer.valueOf(line.word())))
                    .orElse(22);
        }

        private String user() {
            Optional<Line> line = first("user");
            if (query.user().isEmpty() && line.isPresent() && line.get().word().matches(".*[%$].*")) {
                throw line.get().refused("only newer versions of ssh expand it");
            }
            return query.user().or(() -> line.map(Line::word)).orElse(operator.login());
        }

        private Optional<Line> first(String keyword) {
            return chosen.stream().filter(it -> it.keyword().equals(keyword)).findFirst();
        }

        private String where(String keyword) {
            return first(keyword).map(Line::where).orElse("");
        }

        private boolean holds(Line line) {
            return line.keyword().equals("host")
                    ? HostPattern.exactlyAnyOf(line.words(), query.address())
                    : matches(line);
        }

        private boolean matches(Line line) {
            if (line.words().size() == 1 && line.word().equalsIgnoreCase("all")) {
                return true;
            }
            boolean result = true;
            Iterator<String> words = line.words().iterator();
            while (words.hasNext()) {
                String[] criterion = words.next().split("=", 2);
                boolean negated = criterion[0].startsWith("!");
                String name = criterion[0].substring(negated ? 1 : 0).toLowerCase(Locale.ROOT);
                if (criterion.length == 1 && !words.hasNext()) {
                    throw unevaluated(line, name);
                }
                String value = criterion.length == 2 ? criterion[1] : words.next();
                if (value.isEmpty() || value.startsWith("=")) {
                    throw unevaluated(line, name);
                }
                List<String> patterns = List.of(value.split(",", -1));
                result &= negated
                        != switch (name) {
                            case "host" -> HostPattern.anyOf(patterns, hostNameSoFar());
                            case "originalhost" -> HostPattern.anyOf(patterns, query.address());
                            case "user" -> HostPattern.exactlyAnyOf(patterns, user());
                            case "localuser" -> HostPattern.exactlyAnyOf(patterns, operator.login());
                            default -> throw unevaluated(line, name);
                        };
            }
            return result;
        }

        private String hostNameSoFar() {
            return first("hostname")
                    .map(line -> Tokens.hostName(line, query.address()))
                    .orElse(query.address());
        }

        private static RlmprovException unevaluated(Line line, String criterion) {
            return line.refused("rlmprov does not evaluate \"" + criterion + "\" itself");
        }
    }
}
