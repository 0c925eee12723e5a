package io.rlmprov.cli;

import io.rlmprov.apply.Applier;
import io.rlmprov.apply.Event;
import io.rlmprov.apply.Journal;
import io.rlmprov.apply.Planned;
import io.rlmprov.apply.Planner;
import io.rlmprov.apply.ScriptFiles;
import io.rlmprov.apply.TargetHost;
import io.rlmprov.config.Hub;
import io.rlmprov.config.HubFile;
import io.rlmprov.config.HubReader;
import io.rlmprov.config.OperatorSources;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.config.Secrets;
import io.rlmprov.desired.Contents;
import io.rlmprov.engine.DockerEngine;
import io.rlmprov.host.ConnectedHost;
import io.rlmprov.host.LocalHost;
import io.rlmprov.host.Operator;
import io.rlmprov.host.SshConnector;
import io.rlmprov.host.SudoPassword;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;

/** hub.yaml and all that hangs on it, ready for a command; nothing is contacted before {@link #connect()}. */
final class Workspace {
    /** Password managers ask the operator for a fingerprint or a passphrase. */
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(1);

    private final Surroundings around;
    private final OperatorSources sources;
    private final HubFile read;
    private final Hub hub;
    private final ScriptFiles scripts;
    private final Planner planner;

    /**
     * Reads and checks hub.yaml.
     *
     * @throws io.rlmprov.config.ConfigException with every problem at once
     */
    Workspace(Surroundings around, Path file) {
        this.around = around;
        this.sources = new OperatorSources(around.environment(), around.home(), COMMAND_LIMIT);
        this.read = new HubReader(sources).read(file);
        this.hub = read.hub();
        if (hub.hosts().size() != 1) {
            throw new RlmprovException(
                    file + " names " + hub.hosts().size() + " hosts; this version sets up one",
                    "Leave the host that should carry the hub.");
        }
        this.scripts = new InstalledScripts(around.installation().resolve("ansible-free-scripts"));
        this.planner = new Planner(host().address(), hub, scripts, around.entropy());
    }

    Hub hub() {
        return hub;
    }

    /**
     * Where browsers find the hub.
     *
     * @param host what hub.yaml's address stands for: browsers know no names of ssh_config
     */
    static String url(String host, int port) {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/";
    }

    /**
     * The files and secrets of an apply, read once so that plan and apply speak of the same. What hub.yaml says that can
     * hardly be meant is told here, since it is of no interest to who takes the hub away.
     */
    Inputs inputs() {
        read.warnings().forEach(warning -> around.err().println(warning.render()));
        return new Inputs(new ContentFiles(around.installation()).of(hub), Secrets.resolve(read, sources));
    }

    /** Connects to the host of hub.yaml, or takes this machine for it. */
    ConnectedHost connect() {
        SudoPassword password = new HubSudoPassword(around, Secrets.sudoPassword(read, host(), sources));
        if (host().local()) {
            String user = System.getProperty("user.name", around.login());
            return new LocalHost(host().address(), user, password, DockerEngine::new);
        }
        Operator operator = new Operator(around.home(), around.login(), around.environment(), Path.of("/etc/ssh"));
        return new SshConnector(
                        operator, DockerEngine::new, warning -> around.err().println("warning: " + warning))
                .connect(host(), password);
    }

    Planned plan(TargetHost target, Inputs inputs) {
        Planned planned = planner.plan(target, inputs.contents(), inputs.secrets());
        checkLanes(target);
        return planned;
    }

    Planned planDestroy(TargetHost target, boolean purge) {
        Planned planned = planner.destroy(target, purge);
        checkLanes(target);
        return planned;
    }

    /** Refuses in the plan what an apply could not do: its lock and its first step are two sessions. */
    private static void checkLanes(TargetHost target) {
        if (target.lanes() < 1) {
            throw new RlmprovException(
                    target.name()
                            + ": the SSH server grants one session per connection (MaxSessions 1), and apply needs"
                            + " two: one holds the lock while the other one runs the steps",
                    "Set MaxSessions to 2 or more in the host's sshd_config (10 is the default), and reload sshd.");
        }
    }

    Applier applier(TargetHost target, Event.Sink events) {
        return new Applier(target, hub.name(), scripts, new Journal(operatorName(), around.clock()), events);
    }

    private Hub.HostSpec host() {
        return hub.hosts().getFirst();
    }

    private String operatorName() {
        try {
            return around.login() + "@" + InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return around.login();
        }
    }

    /** What an apply is made from, beside hub.yaml. */
    record Inputs(Contents contents, Secrets secrets) {}
}
