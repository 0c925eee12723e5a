package io.rlmprov.host;

import io.rlmprov.apply.Engine;
import io.rlmprov.config.Hub;
import io.rlmprov.config.RlmprovException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;

/** Makes connections as the operator's {@code ssh} would: same names, keys, agent, jump hosts and known hosts. */
public final class SshConnector {
    private final Operator operator;
    private final Function<Dialer, Engine> engines;
    private final Consumer<String> warnings;

    /**
     * @param engines makes the engine's client over a host's connection
     * @param warnings told what ssh_config says that is not followed
     */
    public SshConnector(Operator operator, Function<Dialer, Engine> engines, Consumer<String> warnings) {
        this.operator = operator;
        this.engines = engines;
        this.warnings = warnings;
    }

    /**
     * Connects and logs in.
     *
     * @throws UnreachableException if there is no SSH server at the address
     * @throws HostKeyException if its key is not the known one
     * @throws LoginRefusedException if it takes none of the operator's keys
     * @throws RlmprovException if ssh_config asks for what is not supported
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
        Target target = new TargetResolver(operator, SshConfigFiles.read(operator), warnings).resolve(spec);
        List<Target> hops = new ArrayList<>(target.jumps());
        hops.add(target);
        TrafficMeter meter = new TrafficMeter();
        List<SSHClient> route = new ArrayList<>();
        try {
            for (Target hop : hops) {
                route.add(SshLibrary.client(hop));
                connect(hop, route, meter);
                Login.of(hop, operator.sshDirectory(), route.getLast());
            }
            return new SshHost(target, List.copyOf(route), meter, password, engines);
        } catch (RuntimeException e) {
            route.reversed().forEach(SshConnector::closeQuietly);
            throw e;
        }
    }

    /** Connects the last client of the route, through the one before it if there is one. */
    private static void connect(Target hop, List<SSHClient> route, TrafficMeter meter) {
        HostKeyCheck check = HostKeyCheck.of(hop);
        SSHClient client = route.getLast();
        client.addHostKeyVerifier(check);
        try {
            if (route.size() == 1) {
                client.connect(hop.hostName(), hop.port());
            } else {
                through(route.get(route.size() - 2).newDirectConnection(hop.hostName(), hop.port()), hop, client);
            }
            meter.connection();
        } catch (IOException e) {
            throw check.refusal()
                    .<RlmprovException>map(refusal -> refusal)
                    .orElseGet(() -> Unreachable.because(hop, e));
        }
    }

    /** A tunnel has no read timeout: one to a silent server is closed when the time is over. */
    private static void through(DirectConnection tunnel, Target hop, SSHClient client) throws IOException {
        Thread limit = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(hop.connectTimeout());
                tunnel.close();
            } catch (InterruptedException connected) {
                // Which is what was hoped for.
            } catch (IOException alreadyGone) {
                // Then nobody waits for it any more.
            }
        });
        try {
            client.connectVia(tunnel);
        } finally {
            limit.interrupt();
        }
    }

    private static void closeQuietly(SSHClient client) {
        try {
            client.disconnect();
        } catch (IOException alreadyGone) {
            // The error that led here says more.
        }
    }
}
