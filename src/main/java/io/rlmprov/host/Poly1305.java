package io.rlmprov.host;

import java.util.Arrays;

/**
 * The one-time authenticator Poly1305 of RFC 8439, section 2.5. One instance authenticates one message.
 *
 * <p>The JDK has it inside of ChaCha20-Poly1305 only, with a layout of the message that SSH does not use. Numbers are
 * five limbs of 26 bits, so that products fit into 64 bits. No branch and no index depends on key or message.
 */
final class Poly1305 {
    static final int TAG_LENGTH = 16;

    private static final int KEY_LENGTH = 32;
    private static final int BLOCK = 16;
    private static final int LIMBS = 5;
    private static final int LIMB_BITS = 26;
    private static final long LIMB_MASK = (1 << LIMB_BITS) - 1;

    private final long[] r;
    private final long[] accumulator = new long[LIMBS];
    private final long[] s = new long[4];
    private final byte[] block = new byte[BLOCK + 1];
    private int filled;

    /** @param key 32 bytes that are used for one message only */
    Poly1305(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a key of Poly1305 has " + KEY_LENGTH + " bytes");
        }
        byte[] clamped = new byte[BLOCK + 1];
        System.arraycopy(key, 0, clamped, 0, BLOCK);
        for (int i = 3; i < BLOCK; i += 4) {
            clamped[i] &= 15;
        }
        for (int i = 4; i < BLOCK; i += 4) {
            clamped[i] &= (byte) 252;
        }
        this.r = limbs(clamped);
        for (int i = 0; i < s.length; i++) {
            s[i] = littleEndian(key, BLOCK + 4 * i);
        }
    }

    void update(byte[] message, int start, int length) {
        int at = start;
        int end = start + length;
        while (at < end) {
            int count = Math.min(BLOCK - filled, end - at);
            System.arraycopy(message, at, block, filled, count);
            filled += count;
            at += count;
            if (filled == BLOCK) {
                absorb();
            }
        }
    }

    /** The tag of all that was given to {@link #update}. */
    byte[] tag() {
        if (filled > 0) {
            absorb();
        }
        long[] number = reduced();
        long[] words = {
            number[0] | number[1] << 26,
            number[1] >> 6 | number[2] << 20,
            number[2] >> 12 | number[3] << 14,
            number[3] >> 18 | number[4] << 8
        };
        byte[] tag = new byte[TAG_LENGTH];
        long carry = 0;
        for (int i = 0; i < words.length; i++) {
            long sum = (words[i] & 0xffff_ffffL) + s[i] + carry;
            carry = sum >>> 32;
            for (int j = 0; j < 4; j++) {
                tag[4 * i + j] = (byte) (sum >>> (8 * j));
            }
        }
        return tag;
    }

    /** accumulator = (accumulator + block with a one behind it) * r modulo 2^130 - 5. */
    private void absorb() {
        block[filled] = 1;
        Arrays.fill(block, filled + 1, block.length, (byte) 0);
        filled = 0;
        long[] more = limbs(block);
        long[] a = accumulator;
        for (int i = 0; i < LIMBS; i++) {
            a[i] += more[i];
        }
        // What a product has beyond 2^130 comes back five times at the bottom.
        long r1 = 5 * r[1];
        long r2 = 5 * r[2];
        long r3 = 5 * r[3];
        long r4 = 5 * r[4];
        long p0 = a[0] * r[0] + a[1] * r4 + a[2] * r3 + a[3] * r2 + a[4] * r1;
        long p1 = a[0] * r[1] + a[1] * r[0] + a[2] * r4 + a[3] * r3 + a[4] * r2;
        long p2 = a[0] * r[2] + a[1] * r[1] + a[2] * r[0] + a[3] * r4 + a[4] * r3;
        long p3 = a[0] * r[3] + a[1] * r[2] + a[2] * r[1] + a[3] * r[0] + a[4] * r4;
        long p4 = a[0] * r[4] + a[1] * r[3] + a[2] * r[2] + a[3] * r[1] + a[4] * r[0];
        p1 += p0 >>> LIMB_BITS;
        p2 += p1 >>> LIMB_BITS;
        p3 += p2 >>> LIMB_BITS;
        p4 += p3 >>> LIMB_BITS;
        a[0] = (p0 & LIMB_MASK) + 5 * (p4 >>> LIMB_BITS);
        a[1] = (p1 & LIMB_MASK) + (a[0] >>> LIMB_BITS);
        a[0] &= LIMB_MASK;
        a[2] = p2 & LIMB_MASK;
        a[3] = p3 & LIMB_MASK;
        a[4] = p4 & LIMB_MASK;
    }

    /** The accumulator as the one number below 2^130 - 5. */
    private long[] reduced() {
        long[] a = accumulator.clone();
        // Twice: the carry of the topmost limb may ripple through all of them again.
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < LIMBS - 1; i++) {
                a[i + 1] += a[i] >>> LIMB_BITS;
                a[i] &= LIMB_MASK;
            }
            a[0] += 5 * (a[4] >>> LIMB_BITS);
            a[4] &= LIMB_MASK;
        }
        long[] less = new long[LIMBS];
        long carry = 5;
        for (int i = 0; i < LIMBS; i++) {
            less[i] = a[i] + carry;
            carry = less[i] >>> LIMB_BITS;
            less[i] &= LIMB_MASK;
        }
        // A carry out of a + 5 says that a was 2^130 - 5 or more; chosen without a branch.
        long chosen = -carry;
        for (int i = 0; i < LIMBS; i++) {
            a[i] = (a[i] & ~chosen) | (less[i] & chosen);
        }
        return a;
    }

    /** Seventeen bytes, the least significant first, of which the last holds two bits at most. */
    private static long[] limbs(byte[] bytes) {
        return new long[] {
            littleEndian(bytes, 0) & LIMB_MASK,
            littleEndian(bytes, 3) >>> 2 & LIMB_MASK,
            littleEndian(bytes, 6) >>> 4 & LIMB_MASK,
            littleEndian(bytes, 9) >>> 6 & LIMB_MASK,
            littleEndian(bytes, 12) >>> 8 | (long) bytes[16] << 24
        };
    }

    private static long littleEndian(byte[] bytes, int at) {
        return (bytes[at] & 0xffL)
                | (bytes[at + 1] & 0xffL) << 8
                | (bytes[at + 2] & 0xffL) << 16
                | (bytes[at + 3] & 0xffL) << 24;
    }
}
