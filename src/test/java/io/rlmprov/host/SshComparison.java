package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Resolves one configuration twice, by the real {@code ssh -G} and by the own reader, which must answer the same or refuse.
 *
 * <p>ssh takes the home directory from the user database, so both work with the real one; the configuration is a file of
 * the test.
 */
final class SshComparison {
    /** Another version can be named to compare with that one. */
    private static final Path SSH = Path.of(System.getProperty("ssh.program", "/usr/bin/ssh"));

    private final Path directory;
    private final Operator operator;

    /** How one of the two resolved a configuration: a target, or an error. */
    record Answer(Optional<Target> target, String error) {
        boolean refused() {
            return target.isEmpty();
        }
    }

    /** What the two said about one configuration. */
    record Outcome(Answer ssh, Answer own) {
        /** The own reader never answers otherwise than ssh, and never where ssh refuses. */
        void assertSameOrRefused(String description) {
            if (!own.refused()) {
                assertThat(ssh.error())
                        .as("ssh refuses, the own reader does not: %s", description)
                        .isEmpty();
                assertThat(own.target()).as(description).isEqualTo(ssh.target());
            }
        }
    }

    SshComparison(Path directory) {
        assertThat(Files.isExecutable(SSH))
                .as("this test compares with the real ssh: run lab/install ssh")
                .isTrue();
        this.directory = directory;
        Map<String, String> environment = new HashMap<>(Map.of("CLASS", "rlm", "SSH_AUTH_SOCK", "/run/agent"));
        environment.put("PATH", System.getenv("PATH"));
        this.operator = new Operator(
                Path.of(System.getProperty("user.home")),
                System.getProperty("user.name"),
                Map.copyOf(environment),
                Path.of("/etc/ssh"));
    }

    Path directory() {
        return directory;
    }

    /** Resolves the configuration in {@code config} below the directory. */
    Outcome compare(Hub.HostSpec spec) {
        Path config = directory.resolve("config");
        SshProgram ssh =
                new SshProgram(operator, List.of(SSH.toString(), "-F", config.toString()), Duration.ofSeconds(30));
        return new Outcome(
                answer(() -> ssh, spec),
                answer(
                        () -> new SshConfigReader(
                                operator, SshConfigFiles.read(operator, config, directory.resolve("no-such-file"))),
                        spec));
    }

    private Answer answer(java.util.function.Supplier<SshConfigSource> source, Hub.HostSpec spec) {
        try {
            return new Answer(Optional.of(comparable(new TargetResolver(operator, source.get()).resolve(spec))), "");
        } catch (RlmprovException e) {
            return new Answer(Optional.empty(), e.getMessage() + " " + e.remedy());
        }
    }

    /** Without the place where UserKnownHostsFile stands, which only the own reader knows. */
    private static Target comparable(Target target) {
        KnownHostsFiles known = target.knownHosts();
        List<Target> jumps = new ArrayList<>();
        target.jumps().forEach(jump -> jumps.add(comparable(jump)));
        return new Target(
                target.alias(),
                target.hostName(),
                target.port(),
                target.hostKeyAlias(),
                target.user(),
                target.identity(),
                target.identities(),
                target.certificates(),
                target.identitiesOnly(),
                target.defaults(),
                target.agent(),
                new KnownHostsFiles(
                        known.remembers(),
                        known.user(),
                        known.system(),
                        known.forgets().map(_ -> "somewhere")),
                target.unknownKeys(),
                List.copyOf(jumps),
                target.proxyCommand(),
                target.socket(),
                target.connectTimeout(),
                target.liveness());
    }
}
