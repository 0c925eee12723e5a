package io.rlmprov.host;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A host name in known_hosts that {@code HashKnownHosts} hid: {@code |1|salt|HMAC-SHA1(salt, name)}. */
record HashedName(String salt, String hash) {
    static Optional<HashedName> parse(String text) {
        String[] parts = text.split("\\|", -1);
        return parts.length == 4 && parts[1].equals("1") && !parts[2].isEmpty()
                ? Optional.of(new HashedName(parts[2], parts[3]))
                : Optional.empty();
    }

    boolean matches(String host) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(salt), "HmacSHA1"));
            byte[] expected = Base64.getDecoder().decode(hash);
            return MessageDigest.isEqual(expected, mac.doFinal(host.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException malformed) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
    }
}
