package io.rlmprov.host;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.KEM;
import javax.crypto.KeyAgreement;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.signature.Signature;
import net.schmizz.sshj.transport.Transport;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.transport.digest.SHA256;
import net.schmizz.sshj.transport.kex.KeyExchange;
import net.schmizz.sshj.transport.kex.KeyExchangeBase;

/**
 * {@code mlkem768x25519-sha256} of draft-ietf-sshm-mlkem-hybrid-kex, by the JDK's ML-KEM and X25519: what is recorded
 * today stays secret from a quantum computer of tomorrow. It is the first choice of OpenSSH 10.
 */
final class MlKemExchange extends KeyExchangeBase {
    static final String NAME = "mlkem768x25519-sha256";

    private static final int MLKEM_PUBLIC = 1184;
    private static final int MLKEM_CIPHERTEXT = 1088;
    private static final int X25519_PUBLIC = 32;

    private final KeyPair mlkem;
    private final KeyPair x25519;
    private byte[] shared = new byte[0];

    private MlKemExchange(Keys keys) {
        super(new SHA256());
        this.mlkem = keys.mlkem();
        this.x25519 = keys.x25519();
    }

    /** For one exchange only. */
    private record Keys(KeyPair mlkem, KeyPair x25519) {
        static Keys generate() {
            return new Keys(pair("ML-KEM-768"), pair("X25519"));
        }
    }

    /**
     * For sshj's list of key exchanges of one connection. The keys of the first exchange are made while the connection is:
     * in a JVM that has just started that takes 20 ms and more.
     */
    static Factory.Named<KeyExchange> factory() {
        CompletableFuture<Keys> first = new CompletableFuture<>();
        Thread.ofVirtual().name("mlkem").start(() -> first.completeAsync(Keys::generate, Runnable::run));
        AtomicBoolean used = new AtomicBoolean();
        return new Factory.Named<>() {
            @Override
            public String getName() {
                return NAME;
            }

            @Override
            public KeyExchange create() {
                return new MlKemExchange(used.compareAndSet(false, true) ? first.join() : Keys.generate());
            }
        };
    }

    @Override
    public void init(Transport transport, String serverId, String clientId, byte[] serverInit, byte[] clientInit)
            throws GeneralSecurityException, TransportException {
        super.init(transport, serverId, clientId, serverInit, clientInit);
        digest.init();
        // SSH_MSG_KEX_HYBRID_INIT has the number of SSH_MSG_KEXDH_INIT.
        trans.write(new SSHPacket(Message.KEXDH_INIT).putBytes(ours()));
    }

    @Override
    public boolean next(Message message, SSHPacket packet) throws GeneralSecurityException, TransportException {
        if (message != Message.KEXDH_31) {
            throw new TransportException(DisconnectReason.KEY_EXCHANGE_FAILED, "unexpected packet: " + message);
        }
        try {
            byte[] key = packet.readBytes();
            byte[] theirs = packet.readBytes();
            byte[] signed = packet.readBytes();
            if (theirs.length != MLKEM_CIPHERTEXT + X25519_PUBLIC) {
                throw new TransportException(
                        DisconnectReason.KEY_EXCHANGE_FAILED, "the server's part of " + NAME + " is malformed");
            }
            hostKey = new Buffer.PlainBuffer(key).readPublicKey();
            shared = sharedSecret(theirs);
            byte[] hashed = initializedBuffer()
                    .putBytes(key)
                    .putBytes(ours())
                    .putBytes(theirs)
                    .putBytes(shared)
                    .getCompactData();
            digest.update(hashed, 0, hashed.length);
            H = digest.digest();
            verify(signed);
            return true;
        } catch (Buffer.BufferException e) {
            throw new TransportException(e);
        }
    }

    /**
     * The shared secret, which sshj hashes as it is encoded: as a string of 32 bytes in this exchange, where older ones have
     * a number without leading zeros.
     */
    @Override
    public BigInteger getK() {
        return new EncodedAsIs(shared);
    }

    private byte[] ours() {
        byte[] ours = Arrays.copyOf(raw(mlkem.getPublic(), MLKEM_PUBLIC), MLKEM_PUBLIC + X25519_PUBLIC);
        System.arraycopy(raw(x25519.getPublic(), X25519_PUBLIC), 0, ours, MLKEM_PUBLIC, X25519_PUBLIC);
        return ours;
    }

    private byte[] sharedSecret(byte[] theirs) throws GeneralSecurityException {
        byte[] quantumSafe = KEM.getInstance("ML-KEM")
                .newDecapsulator(mlkem.getPrivate())
                .decapsulate(Arrays.copyOf(theirs, MLKEM_CIPHERTEXT))
                .getEncoded();
        // The JDK refuses points of small order, as RFC 8731 asks for.
        KeyAgreement classical = KeyAgreement.getInstance("X25519");
        classical.init(x25519.getPrivate());
        classical.doPhase(x25519(Arrays.copyOfRange(theirs, MLKEM_CIPHERTEXT, theirs.length)), true);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(quantumSafe);
        return sha256.digest(classical.generateSecret());
    }

    private PublicKey x25519(byte[] raw) throws GeneralSecurityException {
        byte[] encoded = x25519.getPublic().getEncoded();
        System.arraycopy(raw, 0, encoded, encoded.length - X25519_PUBLIC, X25519_PUBLIC);
        return KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    private void verify(byte[] signed) throws TransportException {
        Signature signature = trans.getHostKeyAlgorithm().newSignature();
        signature.initVerify(hostKey instanceof Certificate<?> certificate ? certificate.getKey() : hostKey);
        signature.update(H, 0, H.length);
        if (!signature.verify(signed)) {
            throw new TransportException(
                    DisconnectReason.KEY_EXCHANGE_FAILED, "the server does not have the host key that it shows");
        }
    }

    /** The bytes of a key without the X.509 around them, which end with it. */
    private static byte[] raw(PublicKey key, int length) {
        byte[] encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - length, encoded.length);
    }

    private static KeyPair pair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK 25 has " + algorithm, e);
        }
    }

    /** A number whose encoding keeps leading zeros and has none for the sign. */
    private static final class EncodedAsIs extends BigInteger {
        private final byte[] bytes;

        EncodedAsIs(byte[] bytes) {
            super(1, bytes);
            this.bytes = bytes;
        }

        @Override
        public byte[] toByteArray() {
            return bytes.clone();
        }
    }
}
