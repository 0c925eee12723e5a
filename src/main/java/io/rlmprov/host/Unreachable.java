package io.rlmprov.host;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.schmizz.sshj.connection.channel.OpenFailException;

/** The sentences for a connection that did not come about. */
final class Unreachable {
    private Unreachable() {}

    /** The sentence for a ProxyCommand that ended, said something else than SSH, or nothing. */
    static UnreachableException byCommand(Target target, String command, ProxyProcess process, IOException e) {
        String name = "ProxyCommand \"" + command + "\"";
        OptionalInt exit = process.exit();
        String what;
        if (caused(e, SocketTimeoutException.class) || caused(e, TimeoutException.class)) {
            what = "no answer through " + name + " in "
                    + target.connectTimeout().toSeconds() + " s";
        } else if (exit.isPresent()) {
            what = name + " ended with exit status " + exit.getAsInt() + " before the login";
        } else {
            what = "what " + name + " connects to is not an SSH server (" + e.getMessage() + ")";
        }
        String said = process.errors().stream().map(line -> "\n  " + line).collect(Collectors.joining());
        return of(
                target,
                e,
                what + (said.isEmpty() ? "" : ":") + said,
                "Check that \"ssh " + target.alias() + "\" logs in, or run this command by hand: it must print"
                        + " the line of an SSH server, SSH-2.0-...");
    }

    static UnreachableException because(Target target, IOException e) {
        String where = target.hostName() + " port " + target.port();
        String text = String.valueOf(e.getMessage());
        if (caused(e, UnknownHostException.class)) {
            return of(
                    target,
                    e,
                    "the name " + target.hostName() + " is not known",
                    "Check hosts[].address for a typing error, or use the host's IP address.");
        }
        if (e instanceof PromptSockets.NoAddressException) {
            return of(target, e, text, "Check AddressFamily and BindAddress of ssh_config for this host.");
        }
        if (caused(e, OpenFailException.class)) {
            return of(
                    target,
                    e,
                    "the jump host cannot connect to " + where,
                    "Check the name and port as the jump host sees them, and its AllowTcpForwarding.");
        }
        if (caused(e, NoRouteToHostException.class)) {
            return of(target, e, "there is no route to " + where, "Check your network, VPN and the host's address.");
        }
        if (caused(e, ConnectException.class)) {
            return of(
                    target,
                    e,
                    "nothing answers at " + where + " (" + text + ")",
                    "Check that the host is up and sshd runs there, and hosts[].port.");
        }
        if (caused(e, SocketTimeoutException.class) || caused(e, TimeoutException.class)) {
            return of(
                    target,
                    e,
                    "no answer from " + where + " in " + target.connectTimeout().toSeconds() + " s",
                    "Check that the host is up, and that its firewall or security group lets your address in.");
        }
        Optional<NoCommonAlgorithm> none = NoCommonAlgorithm.of(text);
        if (none.isPresent()) {
            return of(
                    target,
                    e,
                    "there is no common " + none.get().what() + " with the SSH server at " + where + ": "
                            + none.get().sentence(),
                    none.get().remedy());
        }
        return of(
                target,
                e,
                "the server at " + where + " closed the connection before the login (" + text + ")",
                "Check that it is an SSH server. One that saw many failed logins bans an address for some minutes"
                        + " (MaxStartups, PerSourcePenalties, fail2ban): wait, then try again.");
    }

    private static UnreachableException of(Target target, IOException cause, String what, String remedy) {
        return new UnreachableException(target.alias() + ": " + what, remedy, cause);
    }

    private static boolean caused(Throwable e, Class<? extends Throwable> type) {
        return Stream.iterate(Optional.of(e), Optional::isPresent, at -> at.map(Throwable::getCause))
                .flatMap(Optional::stream)
                .limit(10)
                .anyMatch(type::isInstance);
    }
}
