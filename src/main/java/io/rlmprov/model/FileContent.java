package io.rlmprov.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What a file on the host should hold. Equal if the digests are; prints no content, which may be secret. */
public final class FileContent {
    private final byte[] bytes;
    private final String sha256;
    private final boolean executable;

    private FileContent(byte[] bytes, boolean executable) {
        this.bytes = bytes;
        this.sha256 = Sha256.of(bytes);
        this.executable = executable;
    }

    /** These bytes, of a file that may be executed or not. */
    public static FileContent of(byte[] bytes, boolean executable) {
        return new FileContent(bytes.clone(), executable);
    }

    /** This text in UTF-8. */
    public static FileContent of(String text) {
        return new FileContent(text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** Digest in lower-case hex. */
    public String sha256() {
        return sha256;
    }

    /** Whether its mode has the bits to execute it. */
    public boolean executable() {
        return executable;
    }

    /** How a folder's listing names it: the start of the digest, and whether it can be executed. */
    public String mark() {
        return mark(sha256, executable);
    }

    /** The same of a file that was seen on a host. */
    public static String mark(String sha256, boolean executable) {
        return "sha256:" + sha256.substring(0, 12) + (executable ? " +x" : "");
    }

    /** The content as text in UTF-8. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
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
        return other instanceof FileContent that && sha256.equals(that.sha256) && executable == that.executable;
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
