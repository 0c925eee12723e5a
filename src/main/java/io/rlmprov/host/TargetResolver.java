package io.rlmprov.host;

import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** From hub.yaml and ssh_config to {@link Target}: hub.yaml first, then the first match of ssh_config, then defaults. */
final class TargetResolver {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
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
        refuseProxyCommand(lookup, spec.address());

        String hostName = lookup.value("hostname")
                .map(name -> name.replace("%h", spec.address()).replace("%%", "%"))
                .orElse(spec.address());
        int port = spec.port().or(() -> lookup.first("port").map(this::port)).orElse(22);
        String user = spec.user().or(() -> lookup.value("user")).orElse(operator.login());
        Tokens tokens = new Tokens(operator, spec.address(), hostName, port, user);

        List<Path> identities = new ArrayList<>();
        spec.identity().ifPresent(identities::add);
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
                identities.stream().distinct().toList(),
                lookup.value("identitiesonly").filter(TargetResolver::yes).isPresent(),
                files.isEmpty(),
                agent(lookup, tokens),
                knownHosts(lookup, tokens),
                unknownKeys(lookup),
                jumps(lookup, spec.address(), depth),
                lookup.first("connecttimeout").map(this::seconds).orElse(CONNECT_TIMEOUT));
    }

    /** A command of the operator's machine as transport: sshj 0.40 has none. */
    private static void refuseProxyCommand(SshConfigLookup lookup, String alias) {
        Optional<SshConfig.Line> command = lookup.first("proxycommand");
        if (command.isPresent()
                && !command.get().word().equalsIgnoreCase("none")
                && lookup.first("proxyjump").isEmpty()) {
            throw new RlmprovException(
                    command.get().where() + ": ProxyCommand, which applies to " + alias + ", is not supported",
                    "Use \"ProxyJump HOST\" instead, or add \"Host " + alias
                            + "\" with \"ProxyCommand none\" above it.");
        }
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

    private List<Path> knownHosts(SshConfigLookup lookup, Tokens tokens) {
        List<Path> files = new ArrayList<>();
        Optional<SshConfig.Line> user = lookup.first("userknownhostsfile");
        if (user.isEmpty()) {
            files.add(operator.sshDirectory().resolve("known_hosts"));
            files.add(operator.sshDirectory().resolve("known_hosts2"));
        } else if (!user.get().word().equalsIgnoreCase("none")) {
            user.get()
                    .words()
                    .forEach(word -> files.add(tokens.path(word, user.get().where())));
        }
        files.add(operator.systemSsh().resolve("ssh_known_hosts"));
        files.add(operator.systemSsh().resolve("ssh_known_hosts2"));
        return List.copyOf(files);
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
        Optional<SshConfig.Line> line = lookup.first("proxyjump");
        if (line.isEmpty() || line.get().word().equalsIgnoreCase("none")) {
            return List.of();
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

    private int port(SshConfig.Line line) {
        return number(line, 65_535);
    }

    private Duration seconds(SshConfig.Line line) {
        return Duration.ofSeconds(number(line, 3_600));
    }

    private static int number(SshConfig.Line line, int most) {
        if (line.word().matches("[0-9]{1,5}")) {
            int number = Integer.parseInt(line.word());
            if (number >= 1 && number <= most) {
                return number;
            }
        }
        throw new RlmprovException(
                line.where() + ": " + line.keyword() + " " + line.word() + " is not a number from 1 to " + most,
                "Mend this line.");
    }

    private static boolean yes(String value) {
        return value.equalsIgnoreCase("yes") || value.equalsIgnoreCase("true");
    }
}
