package io.rlmprov.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The authenticator against the RFC's vectors and against its definition in large numbers. */
class Poly1305Test {
    /** RFC 8439, section 2.5.2 and appendix A.3. */
    @ParameterizedTest
    @CsvFileSource(resources = "/ssh/poly1305.csv", numLinesToSkip = 1, maxCharsPerColumn = 100_000)
    void theVectorsOfTheRfc(String key, String message, String tag) {
        assertThat(HexFormat.of().formatHex(tag(bytes(key), bytes(message == null ? "" : message))))
                .isEqualTo(tag);
    }

    @RepeatedTest(50)
    void agreesWithTheDefinition(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] key = new byte[32];
        byte[] message = new byte[random.nextInt(300)];
        random.nextBytes(key);
        random.nextBytes(message);
        if (repetition.getCurrentRepetition() % 5 == 0) {
            java.util.Arrays.fill(message, (byte) 0xff);
        }

        assertThat(tag(key, message)).isEqualTo(defined(key, message));
    }

    private static byte[] tag(byte[] key, byte[] message) {
        Poly1305 authenticator = new Poly1305(key);
        int half = message.length / 3;
        authenticator.update(message, 0, half);
        authenticator.update(message, half, message.length - half);
        return authenticator.tag();
    }

    private static byte[] defined(byte[] key, byte[] message) {
        BigInteger p = BigInteger.ONE.shiftLeft(130).subtract(BigInteger.valueOf(5));
        BigInteger r = littleEndian(key, 0, 16).and(new BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", 16));
        BigInteger sum = BigInteger.ZERO;
        for (int at = 0; at < message.length; at += 16) {
            int length = Math.min(16, message.length - at);
            BigInteger block = littleEndian(message, at, length).setBit(8 * length);
            sum = sum.add(block).multiply(r).mod(p);
        }
        byte[] tag = new byte[16];
        byte[] big = sum.add(littleEndian(key, 16, 16)).toByteArray();
        for (int i = 0; i < Math.min(16, big.length); i++) {
            tag[i] = big[big.length - 1 - i];
        }
        return tag;
    }

    private static BigInteger littleEndian(byte[] bytes, int start, int length) {
        byte[] big = new byte[length];
        for (int i = 0; i < length; i++) {
            big[i] = bytes[start + length - 1 - i];
        }
        return new BigInteger(1, big);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
