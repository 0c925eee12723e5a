package io.rlmprov.model;

import java.io.IOException;
import java.io.OutputStream;

/** Bytes that are produced when they are sent, so that an archive of gigabytes is never held in memory. */
@FunctionalInterface
public interface Payload {
    /** No bytes. */
    Payload NONE = _ -> {};

    /** Writes all bytes; does not close {@code out}. */
    void writeTo(OutputStream out) throws IOException;
}
