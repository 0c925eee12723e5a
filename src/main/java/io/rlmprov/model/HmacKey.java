package io.rlmprov.model;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of a host for the HMACs of secrets: with it a change of a secret shows in a plan, without it nobody can guess
 * a short password from the record. It is made on the host, lives there, and is never printed.
 */
public final class HmacKey {
    private static final int BYTES = 32;

    private final byte[] key;

    private HmacKey(byte[] key) {
        this.key = key;
    }

    /** The key of 64 lower-case hexadecimal digits, or empty if the text is none. */
    public static Optional<HmacKey> parse(String hex) {
        return hex.length() == 2 * BYTES && hex.chars().allMatch(HmacKey::isLowerHex)
                ? Optional.of(new HmacKey(HexFormat.of().parseHex(hex)))
                : Optional.empty();
    }

    /** A key of these 32 bytes, as the caller's source of random bytes gave them. */
    public static HmacKey of(byte[] random) {
        if (random.length != BYTES) {
            throw new IllegalArgumentException("a key has " + BYTES + " bytes, not " + random.length);
        }
        return new HmacKey(random.clone());
    }

    /** HMAC-SHA256 (RFC 2104) of the value's UTF-8 bytes, as lower-case hexadecimal digits. */
    public String mac(String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** The hexadecimal digits, for variable {@code KEY} of {@code prepare.sh}; a secret. */
    public String hex() {
        return HexFormat.of().formatHex(key);
    }

    private static boolean isLowerHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    @Override
    public String toString() {
        return "HmacKey[***]";
    }
}
