package io.rlmprov.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program run to its end, from the repository's folder.
 *
 * @param words the program and its arguments
 * @param environment added to this process's own; an empty value removes the variable
 * @param input what it reads from stdin
 * @param patience how long it may run before it is killed
 */
record Command(List<String> words, Map<String, String> environment, String input, Duration patience) {
    static Command of(String... words) {
        return new Command(List.of(words), Map.of(), "", Duration.ofMinutes(15));
    }

    Command with(String variable, String value) {
        var more = new HashMap<>(environment);
        more.put(variable, value);
        return new Command(words, Map.copyOf(more), input, patience);
    }

    Command reading(String text) {
        return new Command(words, environment, text, patience);
    }

    /** The checkout that is tested. */
    static Path repository() {
        return Path.of(System.getProperty("basedir", System.getProperty("user.dir")));
    }

    /**
     * How a program ended.
     *
     * @param exit its exit status
     * @param out its stdout
     * @param err its stderr
     */
    record Ended(int exit, String out, String err) {
        /** The stdout of a program that must succeed. */
        String succeeded() {
            if (exit != 0) {
                throw new IllegalStateException("exit " + exit + "\n" + out + err);
            }
            return out;
        }
    }

    Ended run() {
        try {
            var process = start();
            // Threads of their own: the common pool may have just one, and several commands may run at once.
            var out = CompletableFuture.supplyAsync(() -> drain(process.getInputStream()), Thread::startVirtualThread);
            var err = CompletableFuture.supplyAsync(() -> drain(process.getErrorStream()), Thread::startVirtualThread);
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading its input; its exit status says whether that was right.
            }
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IllegalStateException(
                        words + " ran longer than " + patience + "\n" + out.join() + err.join());
            }
            return new Ended(process.exitValue(), out.join(), err.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts it and leaves it running, for those who interrupt it. */
    Process start() {
        var builder = new ProcessBuilder(words).directory(repository().toFile());
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String drain(InputStream stream) {
        var bytes = new ByteArrayOutputStream();
        try (stream) {
            stream.transferTo(bytes);
        } catch (IOException e) {
            bytes.writeBytes(("[" + e + "]").getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
