package io.rlmprov.host;

import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.host.SshConfigSource.Query;
import io.rlmprov.host.SshSettings.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** From hub.yaml and ssh_config to {@link Target}: hub.yaml first, then ssh_config, then defaults. */
final class TargetResolver {
    /** ssh would wait for as long as the operating system does. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

    private static final int MAX_JUMPS = 8;

    private final Operator operator;
    private final SshConfigSource source;

    TargetResolver(Operator operator, SshConfigSource source) {
        this.operator = operator;
        this.source = source;
    }

    /**
     * The target for a host of hub.yaml.
     *
     * @throws RlmprovException if ssh_config cannot be read, or asks for what cannot be followed
     */
    Target resolve(Hub.HostSpec spec) {
        return resolve(spec, false, 0);
    }

    private Target resolve(Hub.HostSpec spec, boolean tunnelled, int depth) {
        SshSettings settings = source.settings(Query.of(spec, tunnelled));
        Unsupported.refuse(spec.address(), settings);
        String hostName = value(settings, "hostname");
        int port = Integer.parseInt(value(settings, "port"));
        String user = value(settings, "user");
        List<Setting> identities = settings.all("identityfile");
        ProxyTokens tokens = new ProxyTokens(spec.address(), hostName, port, user);
        Duration timeout = settings.first("connecttimeout").map(SshTime::of).orElse(Duration.ZERO);
        return new Target(
                spec.address(),
                hostName,
                port,
                settings.first("hostkeyalias").map(Setting::value),
                user,
                spec.identity(),
                files(identities).distinct().toList(),
                files(settings.all("certificatefile")).distinct().toList(),
                settings.first("identitiesonly").filter(Setting::isYes).isPresent(),
                identities.isEmpty(),
                agent(settings),
                knownHosts(settings),
                unknownKeys(settings),
                settings.some("proxyjump")
                        .map(jump -> jumps(jump, tokens, depth))
                        .orElse(List.of()),
                settings.some("proxycommand").map(tokens::expand),
                SocketOptions.of(settings),
                timeout.isZero() ? CONNECT_TIMEOUT : timeout,
                Liveness.of(settings));
    }

    private static String value(SshSettings settings, String keyword) {
        return settings.first(keyword).map(Setting::value).orElseThrow();
    }

    private Stream<Path> files(List<Setting> settings) {
        return settings.stream().filter(it -> !it.isNone()).map(it -> operator.expand(it.value()));
    }

    private Optional<Path> agent(SshSettings settings) {
        Optional<Setting> setting = settings.first("identityagent");
        if (setting.isEmpty() || setting.get().value().equals("SSH_AUTH_SOCK")) {
            return operator.agentSocket().map(Path::of);
        }
        return setting.filter(it -> !it.isNone()).flatMap(it -> {
            String value = it.value();
            return value.startsWith("$")
                    ? Optional.ofNullable(operator.environment().get(value.substring(1)))
                            .map(Path::of)
                    : Optional.of(operator.expand(value));
        });
    }

    private KnownHostsFiles knownHosts(SshSettings settings) {
        Path usual = operator.sshDirectory().resolve("known_hosts");
        List<Setting> configured = settings.all("userknownhostsfile");
        List<Path> user = configured.isEmpty()
                ? List.of(usual, operator.sshDirectory().resolve("known_hosts2"))
                : knownHosts(configured);
        List<Setting> global = settings.all("globalknownhostsfile");
        List<Path> system = global.isEmpty()
                ? List.of(
                        operator.systemSsh().resolve("ssh_known_hosts"),
                        operator.systemSsh().resolve("ssh_known_hosts2"))
                : knownHosts(global);
        return user.isEmpty()
                ? new KnownHostsFiles(
                        usual, user, system, Optional.of(configured.getFirst().where()))
                : new KnownHostsFiles(user.getFirst(), user, system, Optional.empty());
    }

    private static List<Path> knownHosts(List<Setting> settings) {
        return settings.stream()
                .filter(it -> !it.isNone() && !it.value().equals("/dev/null"))
                .map(it -> Path.of(it.value()))
                .toList();
    }

    private static Target.UnknownKeys unknownKeys(SshSettings settings) {
        return switch (settings.first("stricthostkeychecking")
                .map(Setting::word)
                .orElse("ask")) {
            case "accept-new" -> Target.UnknownKeys.ACCEPT_NEW;
            case "no", "off", "false" -> Target.UnknownKeys.REFUSE_DESPITE_CONFIG;
            default -> Target.UnknownKeys.REFUSE;
        };
    }

    /**
     * The hosts of {@code ProxyJump a,user@b:port}. As in ssh, each has a configuration of its own, but the ProxyJump or
     * ProxyCommand of the first one only counts: the others are reached through the one before.
     */
    private List<Target> jumps(Setting jump, ProxyTokens tokens, int depth) {
        if (depth == MAX_JUMPS) {
            throw loop(jump);
        }
        List<Target> route = new ArrayList<>();
        List<Hub.HostSpec> hops = Stream.of(tokens.expand(jump).split(",", -1))
                .map(hop -> JumpSpec.parse(hop, jump.where()))
                .toList();
        Hub.HostSpec last = hops.getLast();
        if (last.address().equals(tokens.hostName())
                && last.port().orElse(22) == tokens.port()
                && last.user().orElse(tokens.user()).equals(tokens.user())) {
            throw loop(jump);
        }
        for (Hub.HostSpec hop : hops) {
            Target target = resolve(hop, !route.isEmpty(), depth + 1);
            route.addAll(target.jumps());
            route.add(target);
        }
        return Collections.unmodifiableList(route);
    }

    private static RlmprovException loop(Setting jump) {
        return new RlmprovException(
                jump.where() + ": ProxyJump " + jump.value() + " goes in a circle",
                "Let the jump host connect directly: \"Host JUMPHOST\" with \"ProxyJump none\" above this line.");
    }
}
