package io.rlmprov.host;

import io.rlmprov.apply.Engine;
import io.rlmprov.config.Hub;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** An operator's home directory for a test: keys, known hosts, ssh_config, agent. */
public final class Laptop {
    private final Path home;
    private final Map<String, String> environment = new HashMap<>(Map.of("PATH", System.getenv("PATH")));
    final List<String> notices = Collections.synchronizedList(new ArrayList<>());
    private Optional<Path> ssh = Optional.empty();

    public Laptop(Path home) {
        this.home = home;
        Shell.write(home.resolve(".ssh/known_hosts"), "");
        config("");
    }

    Path ssh(String name) {
        return home.resolve(".ssh").resolve(name);
    }

    /** A new key under {@code ~/.ssh}. */
    public Path key(String name, String type) {
        return Shell.key(ssh(name), type);
    }

    public void knows(String line) {
        Shell.write(ssh("known_hosts"), Shell.read(ssh("known_hosts")) + line);
    }

    void config(String text) {
        Shell.write(ssh("config"), text);
    }

    void uses(ThrowawayAgent agent) {
        environment.put("SSH_AUTH_SOCK", agent.socket().toString());
    }

    /** From now on the configuration is resolved by the real ssh, which does not know this home: so it is told. */
    void hasSsh() {
        Path program = home.resolve("bin/ssh");
        Shell.write(
                program,
                "#!/bin/sh\nexec /usr/bin/ssh -F '" + ssh("config") + "' -o UserKnownHostsFile='" + ssh("known_hosts")
                        + "' \"$@\"\n");
        if (!program.toFile().setExecutable(true)) {
            throw new AssertionError(program);
        }
        ssh = Optional.of(program);
    }

    SshConnector connector() {
        return connector(_ -> {
            throw new AssertionError("no engine here");
        });
    }

    SshConnector connector(Function<Dialer, Engine> engines) {
        Operator operator = new Operator(
                home, System.getProperty("user.name"), Map.copyOf(environment), home.resolve("etc-ssh"), ssh);
        return new SshConnector(operator, engines, notices::add);
    }

    SshHost connect(ThrowawaySshd sshd) {
        return connector().connect(spec(sshd));
    }

    public SshHost connect(ThrowawaySshd sshd, Function<Dialer, Engine> engines) {
        return connector(engines).connect(spec(sshd));
    }

    static Hub.HostSpec spec(ThrowawaySshd sshd) {
        return new Hub.HostSpec("127.0.0.1", Optional.empty(), Optional.of(sshd.port()), Optional.empty());
    }

    static Hub.HostSpec spec(String alias) {
        return new Hub.HostSpec(alias, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
