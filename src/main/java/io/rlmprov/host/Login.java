package io.rlmprov.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;

/** Logs in with one of the operator's keys, or says which were tried and what would help. */
final class Login {
    private Login() {}

    static void of(Target target, Path sshDirectory, SSHClient client) {
        Identities identities = Identities.of(target, sshDirectory, client);
        List<String> tried = new ArrayList<>();
        List<String> notes = new ArrayList<>(identities.notes());
        Set<String> methods = new TreeSet<>();
        for (Identities.Candidate candidate : identities.candidates()) {
            try {
                tried.add(candidate.name());
                client.auth(target.user(), candidate.method());
                return;
            } catch (UserAuthException refused) {
                client.getUserAuth().getAllowedMethods().forEach(methods::add);
                if (client.getUserAuth().hadPartialSuccess()) {
                    throw secondFactor(target, candidate.name(), methods);
                }
            } catch (TransportException e) {
                notes.add("the server closed the connection: " + e.getMessage());
                break;
            }
        }
        throw refused(target, tried, notes, methods);
    }

    private static LoginRefusedException secondFactor(Target target, String key, Set<String> methods) {
        return new LoginRefusedException(
                target.alias() + ": " + target.display() + " took " + key + " and wants a second factor: "
                        + String.join(", ", methods),
                "rlmprov logs in unattended: use a login for which a key is enough.");
    }

    private static LoginRefusedException refused(
            Target target, List<String> tried, List<String> notes, Set<String> methods) {
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
