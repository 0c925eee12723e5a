package io.rlmprov.desired;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that lies with each hub, readable by root only, under which secrets are compared: HMAC-SHA256 (RFC 2104) lets
 * plan and record say that a secret differs without holding it, and without an offline guess by whoever reads them.
 */
public final class HmacKey {
    private final byte[] key;

    private HmacKey(byte[] key) {
        this.key = key;
    }

    /**
     * A key of 32 bytes.
     *
     * @param hex 64 hexadecimal digits
     * @throws IllegalArgumentException if it is anything else
     */
    public static HmacKey ofHex(String hex) {
        byte[] key = HexFormat.of().parseHex(hex);
        if (key.length != 32) {
            throw new IllegalArgumentException("an HMAC key has 64 hexadecimal digits, not " + hex.length());
        }
        return new HmacKey(key);
    }

    /** The key as it is written to the host. */
    public String hex() {
        return HexFormat.of().formatHex(key);
    }

    /** HMAC-SHA256 of the secret in UTF-8, in lower-case hex. */
    public String mac(String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "HmacKey[***]";
    }
}
