package io.rlmprov.cli;

import io.rlmprov.apply.Applier;
import io.rlmprov.apply.ClassRun;
import io.rlmprov.apply.Event;
import io.rlmprov.apply.Inspector;
import io.rlmprov.apply.Journal;
import io.rlmprov.apply.Planner;
import io.rlmprov.apply.ScriptFiles;
import io.rlmprov.apply.TargetHost;
import io.rlmprov.apply.UserPath;
import io.rlmprov.config.Https;
import io.rlmprov.config.Hub;
import io.rlmprov.config.HubFile;
import io.rlmprov.config.HubReader;
import io.rlmprov.config.OperatorSources;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.config.Secrets;
import io.rlmprov.config.Sources;
import io.rlmprov.engine.DockerEngine;
import io.rlmprov.host.ConnectedHost;
import io.rlmprov.host.LocalHost;
import io.rlmprov.host.Operator;
import io.rlmprov.host.SshConnector;
import io.rlmprov.host.SudoPassword;
import io.rlmprov.model.Contents;
import io.rlmprov.plan.Kinds;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.Selection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** hub.yaml and all that hangs on it, ready for a command; nothing is contacted before {@link #connect()}. */
final class Workspace {
    /** Password managers ask the operator for a fingerprint or a passphrase. */
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(1);

    private final Surroundings around;
    private final Sources sources;
    private final HubFile read;
    private final Hub hub;
    private final ScriptFiles scripts;
    private final Planner planner;
    private final SshConnector connector;

    /**
     * Reads and checks hub.yaml.
     *
     * @throws io.rlmprov.config.ConfigException with every problem at once
     */
    Workspace(Surroundings around, Path file) {
        this(around, named(file), reader -> reader.read(file));
    }

    static Path named(Path file) {
        if (file.toString().equals("-")) {
            throw new RlmprovException(
                    "hub.yaml cannot come from standard input, because its paths are relative to its folder.",
                    "Write it to a file and name that.");
        }
        return file;
    }

    /** The same for a hub.yaml that is not written yet: {@code file} is where it will be. */
    Workspace(Surroundings around, Path file, String text) {
        this(around, file, reader -> reader.read(file, text));
    }

    private Workspace(Surroundings around, Path file, Function<HubReader, HubFile> reading) {
        this.around = around;
        this.sources = operator(around);
        this.read = reading.apply(new HubReader(sources));
        this.hub = read.hub();
        requireOneHost(file, hub);
        // Resolves the host's ssh_config while the rest is read.
        this.connector = connector(around);
        if (!host().local()) {
            connector.prepare(host());
        }
        this.scripts = new InstalledScripts(around.installation().resolve("ansible-free-scripts"));
        this.planner = new Planner(hub, Kinds.all(), scripts, around.entropy());
    }

    /** Refuses what hub.yaml's form allows and this version does not do. */
    static void requireOneHost(Path file, Hub hub) {
        if (hub.hosts().size() != 1) {
            throw new RlmprovException(
                    file + " names " + hub.hosts().size() + " hosts; this version sets up one",
                    "Leave the host that should carry the hub.");
        }
    }

    static OperatorSources operator(Surroundings around) {
        return new OperatorSources(around.environment(), around.home(), COMMAND_LIMIT, around.clock());
    }

    Hub hub() {
        return hub;
    }

    /** hub.yaml as it was read. */
    HubFile file() {
        return read;
    }

    /**
     * Where they find one over plain HTTP.
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
        return inputsWithoutWarnings();
    }

    /** The same for a hub.yaml that is still being written. */
    Inputs inputsWithoutWarnings() {
        return new Inputs(new ContentFiles(around.installation()).of(hub), Secrets.resolve(read, sources));
    }

    /** Connects to the host of hub.yaml, or takes this machine for it. */
    ConnectedHost connect() {
        SudoPassword password = new HubSudoPassword(around, Secrets.sudoPassword(read, host(), sources));
        if (host().local()) {
            String user = System.getProperty("user.name", around.login());
            return new LocalHost(host().address(), user, password, DockerEngine::new);
        }
        return connector.connect(host(), password);
    }

    /** Connects while the caller goes on: the handshake waits for the line most of the time. */
    Connecting connecting() {
        return new Connecting(this::connect);
    }

    private static SshConnector connector(Surroundings around) {
        Path userHome = Path.of(System.getProperty("user.home", "."));
        Operator operator = Operator.of(around.home(), userHome, around.login(), around.environment());
        return new SshConnector(operator, DockerEngine::new, around.err()::println);
    }

    /** Where browsers find this hub. */
    String url(ConnectedHost target) {
        return hub.https()
                .map(Https::url)
                .or(() -> hub.http().url())
                .orElseGet(() -> url(target.hostName(), hub.http().port())
                        .replaceFirst("/$", hub.http().baseUrl()));
    }

    /** Walks the path of a user on the host. */
    UserPath walk(TargetHost target, Consumer<String> lines) {
        return UserPath.walk(
                target, scripts, hub.name(), "check" + around.entropy().hex(6), lines);
    }

    Plan plan(TargetHost target, Inputs inputs) {
        return plan(target, inputs, Selection.ALL);
    }

    Plan plan(TargetHost target, Inputs inputs, Selection part) {
        Plan plan = planner.selecting(part).plan(List.of(target), inputs.contents(), inputs.secrets());
        checkLanes(target);
        return plan;
    }

    /** The same plan, if its part is one of this hub. */
    static Plan checked(Plan plan) {
        plan.selection().check(plan, Kinds.replaceable());
        return plan;
    }

    /** Refuses in the plan what an apply could not do: its lock and its first operation are two sessions. */
    private static void checkLanes(TargetHost target) {
        if (target.lanes() < 1) {
            throw new RlmprovException(
                    target.name()
                            + ": the SSH server grants one session per connection (MaxSessions 1), and apply needs"
                            + " two: one holds the lock while the other one runs the operations",
                    "Set MaxSessions to 2 or more in the host's sshd_config (10 is the default), and reload sshd.");
        }
    }

    Plan planDestroy(TargetHost target, boolean purge, Selection part) {
        Plan plan = planner.selecting(part).destroy(List.of(target), purge);
        checkLanes(target);
        return plan;
    }

    /** What changed on the host since the last apply; needs no secret. */
    Plan planRefresh(TargetHost target) {
        Plan plan = planner.refresh(List.of(target));
        checkLanes(target);
        return plan;
    }

    /** Runs scripts of commands that are no apply. */
    ClassRun classRun(TargetHost target) {
        return new ClassRun(target, hub.name(), scripts, journal());
    }

    Applier applier(TargetHost target, HubOptions options, Event.Sink events) {
        return new Applier(
                List.of(target), hub.name(), scripts, journal(), options.parallelism(), options.wait(around), events);
    }

    private Journal journal() {
        return new Journal(operatorName(), around.entropy().hex(6), CommandLines.VERSION, around.clock());
    }

    /** Reads the host for an operator who looks. */
    Inspector inspector() {
        return new Inspector(hub, Kinds.all(), scripts, around.entropy());
    }

    private Hub.HostSpec host() {
        return hub.hosts().getFirst();
    }

    /** The operator, as the journal and plans name them. */
    String operatorName() {
        try {
            return around.login() + "@" + InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return around.login();
        }
    }

    /** What an apply is made from, beside hub.yaml. */
    record Inputs(Contents contents, Secrets secrets) {}
}
