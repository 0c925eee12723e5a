package io.rlmprov.host;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.signature.Signature;
import net.schmizz.sshj.signature.SignatureECDSA;
import net.schmizz.sshj.signature.SignatureRSA;

/**
 * The certificate of a host key, as OpenSSH's PROTOCOL.certkeys describes it, and the rules by which ssh(1) accepts one.
 *
 * <p>Own rules because sshj 0.40 compares principals with the name that was dialled, not with HostKeyAlias, takes user
 * certificates and unknown critical options, and signatures with SHA-1.
 */
record HostCertificate(Certificate<?> certificate) {
    private static final int HOST = 2;

    /** What an authority may sign with: CASignatureAlgorithms of ssh_config(5), without those of security keys. */
    private static final List<Factory.Named<Signature>> SIGNATURES = List.of(
            new com.hierynomus.sshj.signature.SignatureEdDSA.Factory(),
            new SignatureECDSA.Factory256(),
            new SignatureECDSA.Factory384(),
            new SignatureECDSA.Factory521(),
            new SignatureRSA.FactoryRSASHA512(),
            new SignatureRSA.FactoryRSASHA256());

    /** Why a certificate does not count. */
    sealed interface Flaw {
        /** It certifies a user. */
        record NotOfAHost() implements Flaw {}

        record Expired(Instant since) implements Flaw {}

        record NotYetValid(Instant from) implements Flaw {}

        /** It is for other names. */
        record OtherNames(List<String> names) implements Flaw {}

        /** It asks for something that must be understood, and is not. */
        record CriticalOption(String name) implements Flaw {}

        /** Signed with an algorithm that does not count, as {@code ssh-rsa}, which is SHA-1. */
        record WeakSignature(String algorithm) implements Flaw {}

        /** Not signed by the authority that it names. */
        record Forged() implements Flaw {}
    }

    /** The authority that signed it. */
    KnownHosts.Key authority() {
        return KnownHosts.Key.of(certificate.getSignatureKey());
    }

    PublicKey key() {
        return certificate.getKey();
    }

    /**
     * The first reason not to accept it for a host, in the order in which ssh(1) looks; empty if there is none.
     *
     * @param name HostKeyAlias, else the host's name without port
     */
    Optional<Flaw> flaw(String name, Instant now) {
        Instant from = certificate.getValidAfter().toInstant();
        Instant until = certificate.getValidBefore().toInstant();
        List<String> names = certificate.getValidPrincipals();
        if (certificate.getType() != HOST) {
            return Optional.of(new Flaw.NotOfAHost());
        }
        if (now.isBefore(from)) {
            return Optional.of(new Flaw.NotYetValid(from));
        }
        if (!now.isBefore(until)) {
            return Optional.of(new Flaw.Expired(until));
        }
        // No name at all stands for every host of this authority.
        if (!names.isEmpty() && names.stream().noneMatch(name::equals)) {
            return Optional.of(new Flaw.OtherNames(names));
        }
        if (!certificate.getCritOptions().isEmpty()) {
            return Optional.of(new Flaw.CriticalOption(
                    certificate.getCritOptions().keySet().iterator().next()));
        }
        return signatureFlaw();
    }

    private Optional<Flaw> signatureFlaw() {
        try {
            String algorithm = new Buffer.PlainBuffer(certificate.getSignature()).readString();
            Signature signature = Factory.Named.Util.create(SIGNATURES, algorithm);
            if (signature == null) {
                return Optional.of(new Flaw.WeakSignature(algorithm));
            }
            PublicKey authority = new Buffer.PlainBuffer(certificate.getSignatureKey()).readPublicKey();
            if (authority instanceof Certificate<?>) {
                return Optional.of(new Flaw.Forged());
            }
            signature.initVerify(authority);
            // Rewritten, since sshj does not hand out what came. Only what the authority signed can come out right.
            byte[] whole = new Buffer.PlainBuffer().putPublicKey(certificate).getCompactData();
            signature.update(whole, 0, whole.length - Integer.BYTES - certificate.getSignature().length);
            return signature.verify(certificate.getSignature()) ? Optional.empty() : Optional.of(new Flaw.Forged());
        } catch (Buffer.BufferException | SSHRuntimeException malformed) {
            return Optional.of(new Flaw.Forged());
        }
    }
}
