package io.rlmprov.host;

import java.util.Map;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthPublickey;

/**
 * Login with a private key of a file. Shown once, and as it stands in its file: sshj would try every signature algorithm of
 * an RSA key, each of them a failure, and rewrite certificates.
 */
final class FileKey extends AuthPublickey {
    /** OpenSSH 8.8 and later refuse SHA-1, which the type's own name stands for. */
    private static final Map<String, String> SHA2 =
            Map.of("ssh-rsa", "rsa-sha2-512", "ssh-rsa-cert-v01@openssh.com", "rsa-sha2-512-cert-v01@openssh.com");

    private final byte[] shown;

    /** @param shown the public key or a certificate of it, in wire form */
    FileKey(KeyProvider keys, byte[] shown) {
        super(keys);
        this.shown = shown;
    }

    /** The name of the algorithm by which a key or certificate is shown and signed with. */
    static String algorithm(byte[] shown) throws Buffer.BufferException {
        String type = new Buffer.PlainBuffer(shown).readString();
        return SHA2.getOrDefault(type, type);
    }

    @Override
    public boolean shouldRetry() {
        return false;
    }

    @Override
    protected SSHPacket putPubKey(SSHPacket request) throws UserAuthException {
        try {
            request.putString(algorithm(shown)).putBytes(shown);
            return request;
        } catch (Buffer.BufferException e) {
            throw new UserAuthException("the public key is malformed", e);
        }
    }
}
