package io.rlmprov.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.Service;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthNone;

/** Logs in with one of the operator's keys, or says which were tried and what would help. */
final class Login {
    private final Target target;
    private final SSHClient client;
    private final List<String> tried = new ArrayList<>();
    private final List<String> notes;
    private final Set<String> methods = new TreeSet<>();

    private Login(Target target, SSHClient client, List<String> notes) {
        this.target = target;
        this.client = client;
        this.notes = new ArrayList<>(notes);
    }

    static void of(Target target, Path sshDirectory, SSHClient client) {
        Identities identities = Identities.of(target, sshDirectory, client);
        new Login(target, client, identities.notes()).with(identities.candidates());
    }

    private void with(List<Identities.Candidate> candidates) {
        Optional<String> half = Optional.empty();
        for (Identities.Candidate candidate : candidates) {
            tried.add(candidate.name());
            boolean had = client.getUserAuth().hadPartialSuccess();
            if (authenticated(candidate.method(), candidates.size())) {
                return;
            }
            if (!had && client.getUserAuth().hadPartialSuccess()) {
                half = Optional.of(candidate.name());
            }
            // AuthenticationMethods publickey,publickey asks for two keys.
            if (half.isPresent() && !methods.contains("publickey")) {
                break;
            }
        }
        if (half.isPresent()) {
            throw secondFactor(half.get());
        }
        // Some servers know by other means who calls, as Tailscale SSH does; the others tell what they take.
        if (!authenticated(new AuthNone(), candidates.size())) {
            throw refused();
        }
    }

    private boolean authenticated(AuthMethod method, int candidates) {
        try {
            // Not client.auth(): it hides whether the key was refused or the connection ended.
            if (client.getUserAuth()
                    .authenticate(
                            target.user(),
                            (Service) client.getConnection(),
                            method,
                            client.getTransport().getTimeoutMs())) {
                return true;
            }
            methods.addAll(client.getUserAuth().getAllowedMethods());
            return false;
        } catch (SSHException e) {
            if (ended(e)) {
                throw closed(e, candidates);
            }
            notes.add(tried.isEmpty() ? String.valueOf(e.getMessage()) : tried.getLast() + ": " + e.getMessage());
            return false;
        }
    }

    private boolean ended(SSHException e) {
        return !client.getTransport().isRunning()
                || Stream.iterate(Optional.<Throwable>of(e), Optional::isPresent, at -> at.map(Throwable::getCause))
                        .flatMap(Optional::stream)
                        .limit(10)
                        .anyMatch(TransportException.class::isInstance);
    }

    /** MaxAuthTries: the server counts refused keys, and ends the connection. */
    private LoginRefusedException closed(SSHException e, int candidates) {
        int left = candidates - tried.size();
        StringBuilder message = new StringBuilder(target.alias() + ": " + target.display()
                + " closed the connection after " + count(tried.size(), "key") + " (" + e.getMessage() + "):");
        tried.forEach(key -> message.append("\n  ").append(key));
        if (left > 0) {
            message.append("\n  (")
                    .append(count(left, "more key"))
                    .append(left == 1 ? " was" : " were")
                    .append(" not tried)");
        }
        notes.forEach(note -> message.append("\n  (").append(note).append(")"));
        return new LoginRefusedException(
                message.toString(),
                "A server takes MaxAuthTries keys, 6 by default. Name the right one with hosts[].identity, or with"
                        + " IdentityFile and \"IdentitiesOnly yes\" in ssh_config.");
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private LoginRefusedException secondFactor(String key) {
        return new LoginRefusedException(
                target.alias() + ": " + target.display() + " took " + key + " and wants a second factor: "
                        + String.join(", ", methods),
                "rlmprov logs in unattended: use a login for which a key is enough.");
    }

    private LoginRefusedException refused() {
        StringBuilder message = new StringBuilder(target.alias() + ": " + target.display());
        message.append(
                tried.isEmpty() ? ": there is no key to log in with" : " took none of the keys that were tried:");
        tried.forEach(key -> message.append("\n  ").append(key));
        notes.forEach(note -> message.append("\n  (").append(note).append(")"));
        if (!methods.isEmpty()) {
            message.append("\n  the server takes: ").append(String.join(", ", methods));
        }
        String port = target.port() == 22 ? "" : "-p " + target.port() + " ";
        return new LoginRefusedException(
                message.toString(),
                "Check hosts[].user (now " + target.user()
                        + "), name the right key with hosts[].identity, or put your key" + " there with: ssh-copy-id "
                        + port + target.user() + "@" + target.alias());
    }
}
