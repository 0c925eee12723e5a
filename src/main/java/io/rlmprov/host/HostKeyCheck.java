package io.rlmprov.host;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import io.rlmprov.config.RlmprovException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;

/** Checks one server's key against known_hosts. There is no way to switch it off. */
final class HostKeyCheck implements HostKeyVerifier {
    private static final List<String> CERTIFICATES = List.of(
            "ssh-ed25519-cert-v01@openssh.com",
            "ecdsa-sha2-nistp256-cert-v01@openssh.com",
            "ecdsa-sha2-nistp384-cert-v01@openssh.com",
            "ecdsa-sha2-nistp521-cert-v01@openssh.com",
            "rsa-sha2-512-cert-v01@openssh.com",
            "rsa-sha2-256-cert-v01@openssh.com");

    private final Target target;
    private final KnownHosts known;
    private volatile @Nullable HostKeyException refusal;

    private HostKeyCheck(Target target, KnownHosts known) {
        this.target = target;
        this.known = known;
    }

    static HostKeyCheck of(Target target) {
        List<KnownHosts.Source> sources = new ArrayList<>();
        for (Path file : target.knownHosts().all()) {
            if (Files.isRegularFile(file)) {
                try {
                    // Some tools write comments in Latin-1; a strict decoder would hide the whole file.
                    sources.add(new KnownHosts.Source(
                            file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1)));
                } catch (IOException e) {
                    throw new RlmprovException(
                            "cannot read " + file + ": " + e.getMessage(), "Check its permissions.", e);
                }
            }
        }
        return new HostKeyCheck(target, KnownHosts.parse(sources));
    }

    /** Why the key was refused, if it was. */
    Optional<HostKeyException> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public List<String> findExistingAlgorithms(String hostname, int port) {
        String name = target.knownHostsName();
        List<String> wanted = new ArrayList<>();
        if (known.knowsAuthority(name)) {
            wanted.addAll(CERTIFICATES);
        }
        for (String type : known.keyTypes(name)) {
            // sshj issue 526: a line says ssh-rsa, the signature algorithms of such a key are called otherwise.
            wanted.addAll(type.equals("ssh-rsa") ? List.of("rsa-sha2-512", "rsa-sha2-256") : List.of(type));
        }
        // None: all that are offered, in their order.
        return List.copyOf(wanted);
    }

    @Override
    public boolean verify(String hostname, int port, PublicKey shown) {
        Optional<HostCertificate> certificate = shown instanceof Certificate<?> certified
                ? Optional.of(new HostCertificate(certified))
                : Optional.empty();
        PublicKey key = certificate.map(HostCertificate::key).orElse(shown);
        String type = KeyType.fromKey(key).toString();
        KnownHosts.Key wire =
                KnownHosts.Key.of(new Buffer.PlainBuffer().putPublicKey(key).getCompactData());
        HostKeyRefusal because = new HostKeyRefusal(target, type, wire);
        KnownHosts.Decision decision =
                known.decide(target.knownHostsNames(), type, wire, certificate.map(HostCertificate::authority));
        Optional<HostCertificate.Flaw> flaw = certificate
                .filter(_ -> decision instanceof KnownHosts.Decision.Trusted(KnownHosts.Entry by) && by.isAuthority())
                .flatMap(it -> it.flaw(target.keyName(), Instant.now()));
        if (flaw.isEmpty()) {
            return follow(decision, because);
        }
        // As in ssh, a certificate that does not count leaves the key in it, which may be known by itself.
        return known.decide(target.knownHostsNames(), type, wire, Optional.empty())
                        instanceof KnownHosts.Decision.Trusted
                || refuse(because.certificate(flaw.get()));
    }

    private boolean follow(KnownHosts.Decision decision, HostKeyRefusal because) {
        return switch (decision) {
            case KnownHosts.Decision.Trusted _ -> true;
            case KnownHosts.Decision.Revoked(KnownHosts.Entry by) -> refuse(because.revoked(by));
            case KnownHosts.Decision.Changed(KnownHosts.Entry entry) -> refuse(because.changed(entry));
            case KnownHosts.Decision.Unknown _ ->
                target.remembersNewKeys() ? remember(because.type(), because.key()) : refuse(because.unknown());
        };
    }

    private boolean refuse(HostKeyException why) {
        refusal = why;
        return false;
    }

    /** {@code StrictHostKeyChecking accept-new}: added to the user's first file, as ssh does it. */
    private boolean remember(String type, KnownHosts.Key key) {
        Path file = target.knownHosts().remembers();
        String line = (target.knownHosts().endsWithinALine() ? "\n" : "") + target.knownHostsName() + " " + type + " "
                + key.base64() + "\n";
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return true;
        } catch (IOException e) {
            return refuse(new HostKeyException(
                    target.alias() + ": its key is new and cannot be written to " + file + ": " + e.getMessage(),
                    "Make that file writable."));
        }
    }
}
