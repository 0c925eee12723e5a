package io.rlmprov.host;

import io.rlmprov.apply.Engine;
import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Function;
import net.schmizz.sshj.SSHClient;

/** Makes connections as the operator's {@code ssh} would: same names, keys, agent, jump hosts and known hosts. */
public final class SshConnector {
    private final Operator operator;
    private final Function<Dialer, Engine> engines;
    private final Consumer<String> notices;
    private final Map<Hub.HostSpec, FutureTask<Target>> targets = new ConcurrentHashMap<>();

    /**
     * @param engines makes the engine's client over a host's connection
     * @param notices told what the operator should read while a connection is made: the words of a ProxyCommand
     */
    public SshConnector(Operator operator, Function<Dialer, Engine> engines, Consumer<String> notices) {
        this.operator = operator;
        this.engines = engines;
        this.notices = notices;
    }

    /**
     * Begins to resolve the host's configuration, which takes as long as {@code ssh -G} does, in the background.
     * {@link #connect} waits for it, and reports its errors.
     */
    public void prepare(Hub.HostSpec spec) {
        Thread.ofVirtual().name("ssh-config").start(task(spec));
    }

    /**
     * Connects and logs in.
     *
     * @throws UnreachableException if there is no SSH server at the address
     * @throws HostKeyException if its key is not the known one
     * @throws LoginRefusedException if it takes none of the operator's keys
     * @throws RlmprovException if ssh_config cannot be read, or asks for what is not supported
     */
    public SshHost connect(Hub.HostSpec spec) {
        return connect(spec, SudoPassword.NONE);
    }

    /**
     * Connects and logs in to a host whose sudo may want a password.
     *
     * @throws RlmprovException as {@link #connect(Hub.HostSpec)}
     */
    public SshHost connect(Hub.HostSpec spec, SudoPassword password) {
        Target target = target(spec);
        List<Target> hops = new ArrayList<>(target.jumps());
        hops.add(target);
        TrafficMeter meter = new TrafficMeter();
        List<SSHClient> route = new ArrayList<>();
        try {
            for (Target hop : hops) {
                route.add(SshLibrary.client(hop));
                new Hop(operator, hop, notices).connect(route);
                meter.connection();
                Login.of(hop, operator.sshDirectory(), route.getLast());
                SshLibrary.waitForKeys(route.getLast());
            }
            return new SshHost(target, List.copyOf(route), meter, password, engines);
        } catch (RuntimeException e) {
            route.reversed().forEach(Hop::closeQuietly);
            throw e;
        }
    }

    private FutureTask<Target> task(Hub.HostSpec spec) {
        return targets.computeIfAbsent(
                spec, it -> new FutureTask<>(() -> new TargetResolver(operator, operator.sshConfig()).resolve(it)));
    }

    private Target target(Hub.HostSpec spec) {
        FutureTask<Target> task = task(spec);
        // Does nothing if it was begun before.
        task.run();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RlmprovException told) {
                throw told;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RlmprovException("interrupted", "Run the command again.", e);
        }
    }
}
