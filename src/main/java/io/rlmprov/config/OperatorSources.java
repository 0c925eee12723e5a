package io.rlmprov.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The machine on which rlmprov runs.
 *
 * @param environment as {@link System#getenv()}
 * @param home the operator's home directory
 * @param limit how long one command may take; password managers ask the operator meanwhile
 * @param clock the time of day
 */
public record OperatorSources(Map<String, String> environment, Path home, Duration limit, InstantSource clock)
        implements Sources {
    private static final int MOST_OUTPUT = 1 << 20;

    @Override
    public Optional<String> env(String name) {
        return Optional.ofNullable(environment.get(name));
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Kind kind(Path path) {
        if (Files.isDirectory(path)) {
            return Kind.DIRECTORY;
        }
        if (Files.isRegularFile(path)) {
            return Kind.FILE;
        }
        return Files.exists(path) ? Kind.OTHER : Kind.ABSENT;
    }

    @Override
    public byte[] bytes(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("it is not a regular file");
        }
        // Not by its size alone: files of /proc and /sys have none, and a log may grow meanwhile.
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("it is larger than 1 MB");
            }
            return bytes;
        }
    }

    @Override
    public String command(String line, Path folder) throws IOException {
        // No stdin: a command that reads it would eat the operator's answer to "apply these changes?".
        ProcessBuilder builder = new ProcessBuilder(shell(folder, line)).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        CompletableFuture<String> out = drain(process.getInputStream());
        CompletableFuture<String> err = drain(process.getErrorStream());
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("no end after " + Durations.text(limit));
            }
            if (process.exitValue() != 0) {
                String last = lastLine(err.get(1, TimeUnit.SECONDS));
                throw new IOException("exit status " + process.exitValue() + (last.isEmpty() ? "" : ": " + last));
            }
            return out.get(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("its output did not end", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** The shell of this operating system, which the separator of its paths tells. */
    private static List<String> shell(Path folder, String line) {
        return folder.getFileSystem().getSeparator().equals("\\")
                ? List.of("cmd.exe", "/d", "/s", "/c", line)
                : List.of("/bin/sh", "-c", line);
    }

    /** Both streams are read while it runs, else a full pipe would stop it. */
    private static CompletableFuture<String> drain(InputStream stream) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try (stream) {
                text.complete(new String(stream.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.completeExceptionally(e);
            }
        });
        return text;
    }

    private static String lastLine(String text) {
        String last = text.strip().lines().reduce("", (earlier, later) -> later);
        return last.length() > 200 ? last.substring(0, 200) : last;
    }

    /** Without the environment: it holds secrets. */
    @Override
    public String toString() {
        return "OperatorSources[home=" + home + ", limit=" + limit + "]";
    }
}
