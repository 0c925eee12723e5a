package io.rlmprov.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPublickey;

/**
 * The keys to try for a target, in order, and what stood in the way of others.
 *
 * <p>Order: configured files (from the agent if it has them), the agent's other keys, the usual files. At most
 * {@link #MOST}: a server closes the connection after MaxAuthTries failures, 6 by default, and OpenSSH 9.8 bans the
 * address for a while.
 */
final class Identities {
    static final int MOST = 5;
    private static final List<String> USUAL = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private final List<Candidate> candidates = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final SSHClient client;
    private final Agent agent;

    /**
     * A key to try.
     *
     * @param name for messages: the file, or the agent's comment
     */
    record Candidate(String name, Optional<byte[]> blob, AuthMethod method) {}

    private Identities(SSHClient client, Agent agent) {
        this.client = client;
        this.agent = agent;
    }

    static Identities of(Target target, Path sshDirectory, SSHClient client) {
        Agent agent = Agent.at(target.agent());
        Identities identities = new Identities(client, agent);
        target.identity().ifPresent(file -> identities.file(file, true));
        target.identities().forEach(file -> identities.file(file, true));
        if (!target.identitiesOnly()) {
            agent.keys().forEach(identities::add);
        }
        if (target.defaults()) {
            USUAL.forEach(name -> identities.file(sshDirectory.resolve(name), false));
        }
        if (!agent.note().isEmpty()) {
            identities.notes.add(agent.note());
        }
        return identities;
    }

    /** The keys to try. */
    List<Candidate> candidates() {
        return candidates.subList(0, Math.min(MOST, candidates.size()));
    }

    /** Keys that were left out, with the reason, for the error when none is taken. */
    List<String> notes() {
        List<String> all = new ArrayList<>(notes);
        if (candidates.size() > MOST) {
            all.add((candidates.size() - MOST) + " more keys were not tried: name the right one with hosts[].identity");
        }
        return all;
    }

    private void file(Path file, boolean configured) {
        try {
            Optional<KeyFile> key = KeyFile.read(file);
            if (key.isEmpty()) {
                if (configured) {
                    notes.add(file + " does not exist");
                }
                return;
            }
            Optional<AgentKey> inAgent = key.get().publicKey().flatMap(agent::key);
            if (inAgent.isPresent()) {
                add(inAgent.get());
            } else if (key.get().encrypted()) {
                notes.add(file + " needs a passphrase and is not in ssh-agent: run ssh-add " + file);
            } else {
                add(new Candidate(
                        file.toString(), key.get().publicKey(), new FileKey(client.loadKeys(file.toString()))));
            }
        } catch (IOException | RuntimeException e) {
            notes.add(file + " cannot be used: " + e.getMessage());
        }
    }

    private void add(AgentKey key) {
        add(new Candidate("agent key " + key.comment() + " (" + key.type() + ")", Optional.of(key.blob()), key));
    }

    private void add(Candidate candidate) {
        boolean already = candidates.stream()
                .anyMatch(other -> other.blob().isPresent()
                        && candidate.blob().isPresent()
                        && Arrays.equals(other.blob().get(), candidate.blob().get()));
        if (!already) {
            candidates.add(candidate);
        }
    }

    /** A key of a file, announced once: sshj would try every signature algorithm of an RSA key, each of them a failure. */
    private static final class FileKey extends AuthPublickey {
        FileKey(KeyProvider keys) throws TransportException {
            super(keys);
        }

        @Override
        public boolean shouldRetry() {
            return false;
        }
    }
}
