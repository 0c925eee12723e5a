package io.rlmprov.host;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.SSHRuntimeException;

/**
 * A certificate by which an authority vouches for one of the operator's keys.
 *
 * @param shown the whole of it, as servers see it
 * @param key the key that it certifies: who has its private half can log in with the certificate
 */
record UserCertificate(KnownHosts.Key shown, KnownHosts.Key key) {
    private static final int USER = 1;

    /** Reads one; empty if the public key is a plain one, or certifies a host. */
    static Optional<UserCertificate> parse(byte[] blob) {
        try {
            return new Buffer.PlainBuffer(blob).readPublicKey() instanceof Certificate<?> certificate
                            && certificate.getType() == USER
                    ? Optional.of(new UserCertificate(
                            KnownHosts.Key.of(blob),
                            KnownHosts.Key.of(new Buffer.PlainBuffer()
                                    .putPublicKey(certificate.getKey())
                                    .getCompactData())))
                    : Optional.empty();
        } catch (Buffer.BufferException | SSHRuntimeException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }
}
