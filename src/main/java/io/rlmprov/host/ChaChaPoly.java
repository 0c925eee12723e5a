package io.rlmprov.host;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.transport.cipher.Cipher;

/**
 * {@code chacha20-poly1305@openssh.com}, see OpenSSH's PROTOCOL.chacha20poly1305, by the JDK's ChaCha20.
 *
 * <p>One key encrypts the length of a packet, the other one its content; the first block under the second key is the key
 * of the authenticator. The nonce of both is the number of the packet.
 */
final class ChaChaPoly implements Cipher {
    static final String NAME = "chacha20-poly1305@openssh.com";

    private static final int KEY = 32;
    private static final int KEY_STREAM_BLOCK = 64;
    private static final int LENGTH = 4;

    private final javax.crypto.Cipher contents = chacha();
    private final javax.crypto.Cipher lengths = chacha();
    private final byte[] encryptedLength = new byte[LENGTH];
    private int mode = javax.crypto.Cipher.ENCRYPT_MODE;
    private SecretKeySpec contentKey = key(new byte[KEY], 0);
    private SecretKeySpec lengthKey = contentKey;
    private byte[] authenticatorKey = new byte[KEY];

    /** For sshj's list of ciphers. */
    static Factory.Named<Cipher> factory() {
        return new Factory.Named<>() {
            @Override
            public String getName() {
                return NAME;
            }

            @Override
            public Cipher create() {
                return new ChaChaPoly();
            }
        };
    }

    /** What sshj takes as the length of the key. */
    @Override
    public int getBlockSize() {
        return 2 * KEY;
    }

    @Override
    public int getIVSize() {
        return 0;
    }

    @Override
    public int getAuthenticationTagSize() {
        return Poly1305.TAG_LENGTH;
    }

    @Override
    public void init(Mode mode, byte[] key, byte[] iv) {
        this.mode = mode == Mode.Encrypt ? javax.crypto.Cipher.ENCRYPT_MODE : javax.crypto.Cipher.DECRYPT_MODE;
        this.contentKey = key(key, 0);
        this.lengthKey = key(key, KEY);
    }

    /** Before each packet. */
    @Override
    public void setSequenceNumber(long number) {
        // The eight bytes of OpenSSH's nonce are the last of the JDK's twelve; its counter is the first four.
        byte[] nonce = ByteBuffer.allocate(12).putLong(4, number).array();
        try {
            lengths.init(mode, lengthKey, new ChaCha20ParameterSpec(nonce, 0));
            contents.init(mode, contentKey, new ChaCha20ParameterSpec(nonce, 0));
        } catch (GeneralSecurityException e) {
            throw new SSHRuntimeException(e);
        }
        byte[] first = contents.update(new byte[KEY_STREAM_BLOCK]);
        authenticatorKey = Arrays.copyOf(first, KEY);
    }

    /** Decrypts the length of a packet, in place. */
    @Override
    public void updateAAD(byte[] data, int offset, int length) {
        System.arraycopy(data, offset, encryptedLength, 0, LENGTH);
        crypt(lengths, data, offset, LENGTH);
    }

    @Override
    public void updateAAD(byte[] data) {
        updateAAD(data, 0, data.length);
    }

    /**
     * Checks the tag behind a packet's content, and then decrypts the content, in place.
     *
     * @throws SSHRuntimeException if the packet is not what the other side sent
     */
    @Override
    public void update(byte[] input, int offset, int length) {
        Poly1305 authenticator = new Poly1305(authenticatorKey);
        authenticator.update(encryptedLength, 0, LENGTH);
        authenticator.update(input, offset, length);
        byte[] tag = Arrays.copyOfRange(input, offset + length, offset + length + Poly1305.TAG_LENGTH);
        if (!MessageDigest.isEqual(tag, authenticator.tag())) {
            throw new SSHRuntimeException("MAC error: a packet was changed on its way");
        }
        crypt(contents, input, offset, length);
    }

    /** Encrypts length and content of a packet in place, and puts the tag behind them. */
    @Override
    public void updateWithAAD(byte[] packet, int offset, int lengthBytes, int length) {
        crypt(lengths, packet, offset, lengthBytes);
        crypt(contents, packet, offset + lengthBytes, length);
        Poly1305 authenticator = new Poly1305(authenticatorKey);
        authenticator.update(packet, offset, lengthBytes + length);
        System.arraycopy(authenticator.tag(), 0, packet, offset + lengthBytes + length, Poly1305.TAG_LENGTH);
    }

    private static void crypt(javax.crypto.Cipher cipher, byte[] bytes, int offset, int length) {
        try {
            cipher.update(bytes, offset, length, bytes, offset);
        } catch (GeneralSecurityException e) {
            throw new SSHRuntimeException(e);
        }
    }

    private static SecretKeySpec key(byte[] bytes, int start) {
        return new SecretKeySpec(bytes, start, KEY, "ChaCha20");
    }

    private static javax.crypto.Cipher chacha() {
        try {
            return javax.crypto.Cipher.getInstance("ChaCha20");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has ChaCha20", e);
        }
    }
}
