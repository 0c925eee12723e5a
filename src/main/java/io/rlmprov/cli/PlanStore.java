package io.rlmprov.cli;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.plan.PlanFile;
import io.rlmprov.plan.PlanFileJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Plan files on the operator's disk. */
final class PlanStore {
    /** Plans take some kilobytes; what is larger is not read at all. */
    private static final long MOST_BYTES = 64 << 20;

    private PlanStore() {}

    /**
     * The plan in a file; empty if the file is none, as a hub.yaml.
     *
     * @throws RlmprovException if it is a plan that is damaged
     */
    static Optional<PlanFile> find(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            return PlanFileJson.isPlan(bytes)
                    ? Optional.of(PlanFileJson.read(file.toString(), bytes))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The plan in a file that has to be one. */
    static PlanFile read(Path file) {
        return find(file)
                .orElseThrow(() -> new RlmprovException(
                        Files.exists(file)
                                ? file + " is not a plan file, or cannot be read"
                                : file + ": there is no such file",
                        "Name a file that \"rlmprov plan --out\" wrote."));
    }

    /**
     * Refuses a place where a plan would replace something else.
     *
     * @throws RlmprovException before any host is contacted
     */
    static void check(Path out) {
        Path folder = folder(out);
        if (!Files.isDirectory(folder)) {
            throw new RlmprovException("--out " + out + ": there is no folder " + folder, "Create the folder.");
        }
        if (Files.exists(out) && !replaceable(out)) {
            throw new RlmprovException(
                    "--out " + out + " exists and is not a plan file; rlmprov does not replace it",
                    "Name another file, or remove this one.");
        }
    }

    private static boolean replaceable(Path out) {
        try {
            return Files.isRegularFile(out)
                    && Files.size(out) <= MOST_BYTES
                    && PlanFileJson.isPlan(Files.readAllBytes(out));
        } catch (IOException e) {
            return false;
        }
    }

    private static Path folder(Path file) {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file.toAbsolutePath());
    }

    /**
     * Writes a plan, whole or not at all, readable by its owner only.
     *
     * @throws RlmprovException if the disk refuses
     */
    static void write(Path out, PlanFile plan) {
        try {
            // A link stays one, and what it leads to is replaced.
            Path file = Files.exists(out) ? out.toRealPath() : out.toAbsolutePath();
            // Mode 0600 where the file system has modes.
            Path temporary = Files.createTempFile(folder(file), ".plan", ".new");
            try {
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    ByteBuffer bytes = ByteBuffer.wrap(PlanFileJson.write(plan));
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new RlmprovException(
                    "The plan could not be written to " + out + " (" + e.getMessage() + ")",
                    "Check that the folder is writable and its disk has space.",
                    e);
        }
    }
}
