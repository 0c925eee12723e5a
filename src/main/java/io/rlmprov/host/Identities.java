package io.rlmprov.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthMethod;

/**
 * The keys to try for a target, in the order of ssh(1), and what stood in the way of others.
 *
 * <p>Order: the identity of hub.yaml; certificates of CertificateFile; keys of the agent that a configured file names; the
 * agent's other keys, unless IdentitiesOnly; keys and certificates that only files have.
 */
final class Identities {
    /** As {@code ssh -G} lists them, without the kinds that need a device or are gone. */
    private static final List<String> USUAL = List.of("id_rsa", "id_ecdsa", "id_ed25519");

    private final List<Candidate> candidates = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final SSHClient client;
    private final Agent agent;
    private List<AgentKey> offered = List.of();

    /**
     * A key to try.
     *
     * @param name for messages: the file, or the agent's comment
     * @param shown what the server sees: a public key or a certificate
     */
    record Candidate(String name, KnownHosts.Key shown, AuthMethod method) {}

    /**
     * A key or certificate that a file names, before it is known who signs with it.
     *
     * @param shown what the server sees; empty if only the private key's file can tell
     * @param key the key itself, of a certificate the one inside
     * @param privateKey where its private half may be
     */
    private record Named(
            String name, Optional<KnownHosts.Key> shown, Optional<KnownHosts.Key> key, Optional<KeyFile> privateKey) {}

    private Identities(SSHClient client, Agent agent) {
        this.client = client;
        this.agent = agent;
    }

    static Identities of(Target target, Path sshDirectory, SSHClient client) {
        Identities identities = new Identities(client, Agent.at(target.agent()));
        identities.collect(target, sshDirectory);
        return identities;
    }

    List<Candidate> candidates() {
        return List.copyOf(candidates);
    }

    /** Keys that were left out, with the reason, for the error when none is taken. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    private void collect(Target target, Path sshDirectory) {
        boolean beside = target.certificates().isEmpty();
        List<Named> first = target.identity().stream()
                .flatMap(file -> named(file, true, beside))
                .toList();
        List<Named> files = Stream.concat(
                        target.identities().stream().flatMap(file -> named(file, true, beside)),
                        (target.defaults() ? USUAL : List.<String>of())
                                .stream().flatMap(name -> named(sshDirectory.resolve(name), false, beside)))
                .toList();
        List<Named> all = Stream.concat(first.stream(), files.stream()).toList();
        Predicate<AgentKey> configured =
                key -> all.stream().anyMatch(named -> named.shown().equals(Optional.of(key.key())));
        offered = agent.keys().stream()
                .filter(key -> !target.identitiesOnly() || configured.test(key))
                .toList();

        first.forEach(this::add);
        target.certificates().forEach(file -> certificate(file, all));
        offered.stream().filter(configured).forEach(this::add);
        offered.forEach(this::add);
        files.forEach(this::add);
        if (!agent.note().isEmpty()) {
            notes.add(agent.note());
        }
    }

    /** A configured file's key and, if there is one, the certificate beside it. */
    private Stream<Named> named(Path file, boolean configured, boolean beside) {
        try {
            Optional<KeyFile> key = KeyFile.read(file);
            if (key.isEmpty()) {
                if (configured) {
                    notes.add(file + " does not exist");
                }
                return Stream.empty();
            }
            Optional<KnownHosts.Key> plain = key.get().publicKey().map(KnownHosts.Key::of);
            Path certificate = file.resolveSibling(file.getFileName() + "-cert.pub");
            Stream<Named> certified = beside
                    ? KeyFile.publicKey(certificate).flatMap(UserCertificate::parse).stream()
                            .map(it -> new Named(
                                    certificate.toString(), Optional.of(it.shown()), Optional.of(it.key()), key))
                    : Stream.empty();
            return Stream.concat(Stream.of(new Named(file.toString(), plain, plain, key)), certified);
        } catch (IOException | RuntimeException e) {
            notes.add(file + " cannot be used: " + e.getMessage());
            return Stream.empty();
        }
    }

    /** CertificateFile: the private half of its key is in the agent, or in a configured file. */
    private void certificate(Path file, List<Named> files) {
        try {
            Optional<UserCertificate> certificate = KeyFile.publicKey(file).flatMap(UserCertificate::parse);
            if (certificate.isEmpty()) {
                notes.add(file + (Files.exists(file) ? " is not a user certificate" : " does not exist"));
                return;
            }
            Optional<KeyFile> key = files.stream()
                    .filter(named ->
                            named.key().equals(Optional.of(certificate.get().key())))
                    .flatMap(named -> named.privateKey().stream())
                    .findFirst();
            add(new Named(
                    file.toString(),
                    Optional.of(certificate.get().shown()),
                    Optional.of(certificate.get().key()),
                    key));
        } catch (IOException e) {
            notes.add(file + " cannot be read: " + e.getMessage());
        }
    }

    private void add(AgentKey key) {
        add(new Candidate("agent key " + key.comment() + " (" + key.type() + ")", key.key(), key));
    }

    /** With the agent's help if it has the private key, else with the file's. */
    private void add(Named named) {
        if (named.shown().filter(this::known).isPresent()) {
            return;
        }
        Optional<AgentKey> inAgent =
                named.shown().flatMap(this::inAgent).or(() -> named.key().flatMap(this::inAgent));
        if (inAgent.isPresent()) {
            add(new Candidate(
                    named.name() + " (with the key in the agent)",
                    named.shown().orElseThrow(),
                    inAgent.get().showing(named.shown().orElseThrow().blob())));
            return;
        }
        if (named.privateKey().isEmpty()) {
            notes.add(named.name() + " certifies a key that is neither in ssh-agent nor an IdentityFile");
            return;
        }
        try {
            file(named, named.privateKey().get());
        } catch (IOException | RuntimeException e) {
            note(named.privateKey().get().file() + " cannot be used: " + e.getMessage());
        }
    }

    private Optional<AgentKey> inAgent(KnownHosts.Key wanted) {
        return offered.stream().filter(key -> key.key().equals(wanted)).findFirst();
    }

    private void file(Named named, KeyFile key) throws IOException {
        Optional<String> objection = key.hasPrivateKey() ? PrivateFile.objection(key.file()) : Optional.empty();
        if (key.encrypted()) {
            note(key.file() + " needs a passphrase and is not in ssh-agent: run ssh-add " + key.file());
        } else if (objection.isPresent()) {
            note(objection.get());
        } else {
            // Not by the file's name: sshj would show the certificate beside it, whatever is asked for.
            KeyProvider keys = client.loadKeys(Files.readString(key.file(), StandardCharsets.ISO_8859_1), null, null);
            KnownHosts.Key shown = named.shown().isPresent()
                    ? named.shown().get()
                    : KnownHosts.Key.of(new Buffer.PlainBuffer()
                            .putPublicKey(keys.getPublic())
                            .getCompactData());
            add(new Candidate(named.name(), shown, new FileKey(keys, shown.blob())));
        }
    }

    private void add(Candidate candidate) {
        if (!known(candidate.shown())) {
            candidates.add(candidate);
        }
    }

    private void note(String note) {
        if (!notes.contains(note)) {
            notes.add(note);
        }
    }

    private boolean known(KnownHosts.Key shown) {
        return candidates.stream().anyMatch(candidate -> candidate.shown().equals(shown));
    }
}
