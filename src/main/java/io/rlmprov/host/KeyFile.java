package io.rlmprov.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What can be told of a private key file without its passphrase.
 *
 * @param file where it is
 * @param hasPrivateKey whether the file is there and is not a public key
 * @param encrypted whether a passphrase is needed
 * @param publicKey in wire form, that of {@code FILE.pub} first, as ssh has it; empty where neither has it
 */
record KeyFile(Path file, boolean hasPrivateKey, boolean encrypted, Optional<byte[]> publicKey) {
    private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);

    /** Reads a key file; empty if there is none of this name. */
    static Optional<KeyFile> read(Path file) throws IOException {
        Optional<byte[]> beside = publicKey(file.resolveSibling(file.getFileName() + ".pub"));
        if (!Files.isRegularFile(file)) {
            // IdentityFile may name a key whose private part only the agent has.
            return beside.map(key -> new KeyFile(file, false, true, Optional.of(key)));
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Optional<byte[]> itself = publicLine(text);
        if (itself.isPresent()) {
            return Optional.of(new KeyFile(file, false, true, itself));
        }
        KeyFile parsed = parse(file, text);
        return Optional.of(new KeyFile(file, true, parsed.encrypted, beside.or(parsed::publicKey)));
    }

    /** The text of a private key file, OpenSSH's own format (PROTOCOL.key) or PEM. */
    private static KeyFile parse(Path file, String text) {
        if (!text.contains("BEGIN OPENSSH PRIVATE KEY")) {
            return new KeyFile(file, true, text.contains("ENCRYPTED"), Optional.empty());
        }
        try {
            String body = text.substring(text.indexOf("KEY-----") + 8, text.indexOf("-----END"))
                    .replaceAll("\\s", "");
            ByteBuffer blob = ByteBuffer.wrap(Base64.getDecoder().decode(body));
            byte[] magic = new byte[MAGIC.length];
            blob.get(magic);
            if (!Arrays.equals(magic, MAGIC)) {
                return new KeyFile(file, true, false, Optional.empty());
            }
            String cipher = new String(string(blob), StandardCharsets.US_ASCII);
            string(blob);
            string(blob);
            blob.getInt();
            return new KeyFile(file, true, !cipher.equals("none"), Optional.of(string(blob)));
        } catch (RuntimeException malformed) {
            // Whoever loads the key will say what is wrong with it.
            return new KeyFile(file, true, false, Optional.empty());
        }
    }

    private static byte[] string(ByteBuffer blob) {
        byte[] bytes = new byte[Math.min(blob.getInt(), blob.remaining())];
        blob.get(bytes);
        return bytes;
    }

    /** The public key or certificate of a file of one line; empty if there is no such file. */
    static Optional<byte[]> publicKey(Path file) throws IOException {
        return Files.isRegularFile(file)
                ? publicLine(Files.readString(file, StandardCharsets.ISO_8859_1))
                : Optional.empty();
    }

    /** {@code type base64 comment}, one line. */
    private static Optional<byte[]> publicLine(String text) {
        String[] words = text.strip().split("\\s+", 3);
        if (words.length < 2 || text.startsWith("-----")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(words[1]));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
