package io.rlmprov.desired;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What a file on the host should hold. Equal if the digests are; prints no content, which may be secret. */
public final class FileContent {
    private final byte[] bytes;
    private final String sha256;

    private FileContent(byte[] bytes) {
        this.bytes = bytes;
        this.sha256 = Sha256.of(bytes);
    }

    /** These bytes. */
    public static FileContent of(byte[] bytes) {
        return new FileContent(bytes.clone());
    }

    /** This text in UTF-8. */
    public static FileContent of(String text) {
        return new FileContent(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Digest in lower-case hex. */
    public String sha256() {
        return sha256;
    }

    /** Size in bytes. */
    public int size() {
        return bytes.length;
    }

    /** Writes all of it. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileContent that && sha256.equals(that.sha256);
    }

    @Override
    public int hashCode() {
        return sha256.hashCode();
    }

    @Override
    public String toString() {
        return "FileContent[" + bytes.length + " bytes, " + sha256.substring(0, 12) + "]";
    }
}
