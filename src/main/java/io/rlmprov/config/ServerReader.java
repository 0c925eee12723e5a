package io.rlmprov.config;

import io.rlmprov.config.Hub.ServerSpec;
import java.util.Optional;

/** The section {@code server}. */
final class ServerReader {
    /** JupyterLab alone takes 104 MB (PSS, JupyterHub 5.5): less never starts. */
    private static final long LEAST = 128L << 20;

    /** A memory limit with which JupyterLab starts. */
    static final Format<Long> MEMORY = ((Format<Long>) ServerReader::memory).written(Formats.SIZE.shape());

    static final Format<Double> CPU = Formats.number(0.1, 256);

    private ServerReader() {}

    static ServerSpec read(Section server) {
        return new ServerSpec(
                server.value("memory", Formats.orAuto(MEMORY)).orElse(Optional.empty()),
                server.value("cpu", Formats.orAuto(CPU)).orElse(Optional.empty()));
    }

    private static long memory(String text) throws BadValue {
        long bytes = Formats.SIZE.parse(text);
        if (bytes < LEAST) {
            throw new BadValue("is too little for JupyterLab to start", "write 128M at the very least, better 512M");
        }
        return bytes;
    }
}
