package io.rlmprov.apply;

import java.util.HexFormat;

/** The port to randomness, so that nothing else is random. */
@FunctionalInterface
public interface Entropy {
    /** So many unguessable bytes. */
    byte[] bytes(int count);

    /** So many bytes in hex. */
    default String hex(int count) {
        return HexFormat.of().formatHex(bytes(count));
    }
}
