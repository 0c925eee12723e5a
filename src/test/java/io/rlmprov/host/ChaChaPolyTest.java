package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.transport.cipher.Cipher.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One packet after the other, both ways. That OpenSSH understands them is for LoginLikeSshIT. */
class ChaChaPolyTest {
    private static final int TAG = 16;

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 56, 64, 72, 32_768})
    void whatIsEncryptedIsDecrypted(int length) {
        byte[] packet = packet(length);
        byte[] sent = encrypted(packet, 7);

        assertThat(Arrays.copyOf(sent, 4)).isNotEqualTo(Arrays.copyOf(packet, 4));
        assertThat(decrypted(sent, 7)).isEqualTo(packet);
    }

    @Test
    void samePacketsLookDifferent() {
        assertThat(encrypted(packet(64), 1)).isNotEqualTo(encrypted(packet(64), 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 40, 67, 68, 83})
    void oneChangedBitIsNoticedWhereverItIs(int at) {
        byte[] sent = encrypted(packet(64), 7);
        sent[at] ^= 1;

        assertThatThrownBy(() -> decrypted(sent, 7)).isInstanceOf(SSHRuntimeException.class);
    }

    @Test
    void aPacketInAnothersPlaceIsNoticed() {
        assertThatThrownBy(() -> decrypted(encrypted(packet(64), 7), 8)).isInstanceOf(SSHRuntimeException.class);
    }

    private static byte[] packet(int length) {
        byte[] packet = new byte[4 + length + TAG];
        for (int i = 0; i < 4 + length; i++) {
            packet[i] = (byte) (31 * i);
        }
        return packet;
    }

    private static byte[] encrypted(byte[] packet, long number) {
        byte[] bytes = packet.clone();
        ChaChaPoly cipher = cipher(Mode.Encrypt, number);
        cipher.updateWithAAD(bytes, 0, 4, bytes.length - 4 - TAG);
        return bytes;
    }

    private static byte[] decrypted(byte[] sent, long number) {
        byte[] bytes = sent.clone();
        ChaChaPoly cipher = cipher(Mode.Decrypt, number);
        cipher.updateAAD(bytes, 0, 4);
        cipher.update(bytes, 4, bytes.length - 4 - TAG);
        Arrays.fill(bytes, bytes.length - TAG, bytes.length, (byte) 0);
        return bytes;
    }

    private static ChaChaPoly cipher(Mode mode, long number) {
        byte[] key = new byte[64];
        Arrays.setAll(new int[64], i -> key[i] = (byte) (i * 7 + 3));
        ChaChaPoly cipher = new ChaChaPoly();
        cipher.init(mode, key, new byte[0]);
        cipher.setSequenceNumber(number);
        return cipher;
    }
}
