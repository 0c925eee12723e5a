package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a program of the operator's machine to its end, with nothing to read. */
final class ProgramRun {
    private static final Duration AFTER_ITS_END = Duration.ofSeconds(1);

    private ProgramRun() {}

    /**
     * How it ended.
     *
     * @param timedOut whether it was killed because it took too long; then the rest says nothing
     */
    record Result(int exit, String out, String err, boolean timedOut) {}

    /** @throws RlmprovException if it cannot be started */
    static Result of(List<String> command, Map<String, String> environment, Duration limit) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> out = read(process.getInputStream());
            CompletableFuture<String> err = read(process.getErrorStream());
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                // Its children hold the streams open, too.
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return new Result(-1, "", "", true);
            }
            return new Result(process.exitValue(), text(out), text(err), false);
        } catch (IOException e) {
            throw new RlmprovException(
                    "cannot run " + command.getFirst() + ": " + e.getMessage(), "Check that it is a program.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RlmprovException("interrupted", "Run the command again.", e);
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException killed) {
                        return "";
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    /** A child that the program left behind may hold its streams open for ever. */
    private static String text(CompletableFuture<String> stream) {
        return stream.completeOnTimeout("", AFTER_ITS_END.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
