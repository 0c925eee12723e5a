package io.rlmprov.e2e;

import io.rlmprov.e2e.Command.Ended;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A clone of the repository on a host, for people without Java: its scripts, and the {@code .env} beside them. */
final class Clone {
    private static final String HOME = "/srv/clone";
    private static final String SCRIPTS = HOME + "/ansible-free-scripts";

    private final LabHost host;
    private final Map<String, String> settings = new TreeMap<>();

    /** Of this checkout, copied to this host with the certificates that this machine trusts beyond its distribution's. */
    Clone(LabHost host) {
        this(host, Path.of("."));
    }

    /** The same of another checkout. */
    Clone(LabHost host, Path checkout) {
        this.host = host;
        host.root("mkdir -p " + HOME + "/trust").succeeded();
        Command.of("sh", "-c", """
                        tar -cf - -P --transform 's|^/.*/|trust/|' -C %s ansible-free-scripts images notebooks $(lab/trust) |
                            lab/host ssh %s 'sudo tar -x -C %s --no-same-owner'""".formatted(checkout, host.name(), HOME)).run().succeeded();
        if (!host.root("ls " + HOME + "/trust").succeeded().isEmpty()) {
            settings.put("TRUST_DIR", HOME + "/trust");
        }
    }

    /** Sets a line of {@code .env}. */
    Clone with(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Runs a command in it. */
    void run(String command) {
        host.root("cd " + HOME + " && " + command).succeeded();
    }

    Ended setup() {
        var lines = new StringBuilder("# of a test\n");
        settings.forEach(
                (name, value) -> lines.append(name).append('=').append(value).append('\n'));
        host.root("cat > " + SCRIPTS + "/.env <<'END'\n" + lines + "END\n").succeeded();
        return host.ssh("sudo " + SCRIPTS + "/setup.sh");
    }

    Ended teardown(String arguments) {
        return host.ssh("sudo " + SCRIPTS + "/teardown.sh " + arguments);
    }
}
