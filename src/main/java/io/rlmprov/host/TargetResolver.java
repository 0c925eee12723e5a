package io.rlmprov.host;

import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** From hub.yaml and ssh_config to {@link Target}: hub.yaml first, then the first match of ssh_config, then defaults. */
final class TargetResolver {
    private static final int MAX_JUMPS = 8;

    private final Operator operator;
    private final SshConfig config;
    private final Consumer<String> warnings;

    TargetResolver(Operator operator, SshConfig config, Consumer<String> warnings) {
        this.operator = operator;
        this.config = config;
        this.warnings = warnings;
    }

    Target resolve(Hub.HostSpec spec) {
        return resolve(spec, 0);
    }

    private Target resolve(Hub.HostSpec spec, int depth) {
        SshConfigLookup lookup = new SshConfigLookup(config, spec.address(), spec.user(), operator.login());
        lookup.warnings().forEach(warnings);

        String hostName = lookup.value("hostname")
                .map(name -> name.replace("%h", spec.address()).replace("%%", "%"))
                .orElse(spec.address());
        int port = spec.port()
                .or(() -> lookup.first("port").map(TargetResolver::port))
                .orElse(22);
        String user = spec.user().or(() -> lookup.value("user")).orElse(operator.login());
        Tokens tokens = new Tokens(operator, spec.address(), hostName, port, user);

        List<Path> identities = new ArrayList<>();
        List<SshConfig.Line> files = lookup.all("identityfile");
        files.stream().filter(line -> !line.word().equalsIgnoreCase("none")).forEach(line -> {
            identities.add(tokens.path(line.word(), line.where()));
        });
        return new Target(
                spec.address(),
                hostName,
                port,
                lookup.value("hostkeyalias").orElse(hostName),
                user,
                spec.identity(),
                identities.stream().distinct().toList(),
                lookup.all("certificatefile").stream()
                        .map(line -> tokens.path(line.word(), line.where()))
                        .toList(),
                lookup.value("identitiesonly").filter(TargetResolver::yes).isPresent(),
                files.isEmpty(),
                agent(lookup, tokens),
                knownHosts(lookup, tokens),
                unknownKeys(lookup),
                jumps(lookup, spec.address(), depth),
                lookup.first("connecttimeout").map(ConnectTimeout::of).orElse(ConnectTimeout.USUAL));
    }

    private Optional<Path> agent(SshConfigLookup lookup, Tokens tokens) {
        Optional<SshConfig.Line> line = lookup.first("identityagent");
        if (line.isEmpty() || line.get().word().equals("SSH_AUTH_SOCK")) {
            return operator.agentSocket().map(Path::of);
        }
        return lookup.value("identityagent").flatMap(value -> {
            if (value.startsWith("$") && !value.startsWith("${")) {
                return Optional.ofNullable(operator.environment().get(value.substring(1)))
                        .map(Path::of);
            }
            return Optional.of(tokens.path(value, line.get().where()));
        });
    }

    private KnownHostsFiles knownHosts(SshConfigLookup lookup, Tokens tokens) {
        Path usual = operator.sshDirectory().resolve("known_hosts");
        List<Path> system = List.of(
                operator.systemSsh().resolve("ssh_known_hosts"),
                operator.systemSsh().resolve("ssh_known_hosts2"));
        Optional<SshConfig.Line> line = lookup.first("userknownhostsfile");
        if (line.isEmpty()) {
            List<Path> user = List.of(usual, operator.sshDirectory().resolve("known_hosts2"));
            return new KnownHostsFiles(usual, user, system, Optional.empty());
        }
        List<Path> user = line.get().words().stream()
                .filter(word -> !word.equalsIgnoreCase("none") && !word.equals("/dev/null"))
                .map(word -> tokens.path(word, line.get().where()))
                .toList();
        return user.isEmpty()
                ? new KnownHostsFiles(
                        usual, user, system, Optional.of(line.get().where()))
                : new KnownHostsFiles(user.getFirst(), user, system, Optional.empty());
    }

    private static Target.UnknownKeys unknownKeys(SshConfigLookup lookup) {
        String value =
                lookup.first("stricthostkeychecking").map(SshConfig.Line::word).orElse("ask");
        return switch (value.toLowerCase(java.util.Locale.ROOT)) {
            case "accept-new" -> Target.UnknownKeys.ACCEPT_NEW;
            case "no", "off" -> Target.UnknownKeys.REFUSE_DESPITE_CONFIG;
            default -> Target.UnknownKeys.REFUSE;
        };
    }

    /** {@code ProxyJump a,user@b:port}; a jump's own ProxyJump counts for the first one only, as in ssh. */
    private List<Target> jumps(SshConfigLookup lookup, String alias, int depth) {
        // Of the two keywords the one that comes first counts, also if it says none.
        Optional<SshConfig.Line> line = lookup.first("proxyjump", "proxycommand");
        if (line.isEmpty() || line.get().word().equalsIgnoreCase("none")) {
            return List.of();
        }
        if (line.get().keyword().equals("proxycommand")) {
            // A command of the operator's machine as transport: sshj 0.40 has none.
            throw new RlmprovException(
                    line.get().where() + ": ProxyCommand, which applies to " + alias + ", is not supported",
                    "Use \"ProxyJump HOST\" instead, or add \"Host " + alias
                            + "\" with \"ProxyCommand none\" above it.");
        }
        if (depth == MAX_JUMPS) {
            throw new RlmprovException(
                    line.get().where() + ": ProxyJump goes in a circle", "Let the jump host connect directly.");
        }
        List<Target> route = new ArrayList<>();
        for (String hop : line.get().word().split(",", -1)) {
            Hub.HostSpec spec = JumpSpec.parse(hop, line.get().where());
            if (spec.address().equalsIgnoreCase(alias)) {
                // "Host *" with ProxyJump applies to the jump host itself, too.
                continue;
            }
            Target jump = resolve(spec, depth + 1);
            if (route.isEmpty()) {
                route.addAll(jump.jumps());
            }
            route.add(jump);
        }
        return List.copyOf(route);
    }

    private static int port(SshConfig.Line line) {
        return Optional.of(line.word())
                .filter(word -> word.matches("[0-9]{1,5}"))
                .map(Integer::valueOf)
                .filter(port -> port >= 1 && port <= 65_535)
                .orElseThrow(() -> new RlmprovException(
                        line.where() + ": " + line.keyword() + " " + line.word() + " is not a number from 1 to 65535",
                        "Mend this line."));
    }

    private static boolean yes(String value) {
        return value.equalsIgnoreCase("yes") || value.equalsIgnoreCase("true");
    }
}
