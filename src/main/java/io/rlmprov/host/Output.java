package io.rlmprov.host;

import io.rlmprov.config.RlmprovException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Drains one stream of a remote process to its end, and tells its lines.
 *
 * <p>What comes before the line {@code marker} is the login's noise (a chatty .bashrc, a lecture of sudo) and is kept apart.
 */
final class Output implements Runnable {
    private static final int CHUNK = 32 * 1024;

    private final InputStream stream;
    private final String marker;
    private final Consumer<String> lines;
    private final SudoTalk sudo;
    private final boolean keep;
    private Optional<OutputStream> bytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder noise = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private volatile boolean started;
    private final AtomicLong count = new AtomicLong();
    private @Nullable Throwable failure;

    Output(InputStream stream, String marker, Consumer<String> lines) {
        this(stream, marker, lines, SudoTalk.none(), true, Optional.empty());
    }

    /**
     * @param sudo told what comes before the marker, if sudo speaks on this stream
     * @param keep whether {@link #text()} has the lines; a log that is followed would fill the memory
     * @param bytes receives what comes after the marker as it comes; then there are no lines and no text
     */
    Output(
            InputStream stream,
            String marker,
            Consumer<String> lines,
            SudoTalk sudo,
            boolean keep,
            Optional<OutputStream> bytes) {
        this.keep = keep;
        this.stream = stream;
        this.marker = marker;
        this.lines = lines;
        this.sudo = sudo;
        this.bytes = bytes;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[CHUNK];
        try {
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                feed(buffer, read);
                count.addAndGet(read);
            }
            if (line.size() > 0) {
                end("");
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            sudo.over(started);
        }
    }

    /** How many bytes came so far. */
    long count() {
        return count.get();
    }

    /** Whether the marker came: the script was started. */
    boolean started() {
        return started;
    }

    /** What came after the marker; all of it once {@link #run()} returned. */
    String text() {
        return text.toString();
    }

    /** What came before it. */
    String noise() {
        return noise.toString();
    }

    /** What ended the draining before the end of the stream, or the first that whoever is told the lines threw. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    private void feed(byte[] buffer, int read) throws IOException {
        int from = 0;
        for (int i = 0; i < read; i++) {
            if (started && bytes.isPresent()) {
                pass(buffer, i, read - i);
                return;
            }
            if (buffer[i] == '\n') {
                line.write(buffer, from, i - from);
                end("\n");
                from = i + 1;
            }
        }
        line.write(buffer, from, read - from);
        if (!started && sudo.answers(line.toString(StandardCharsets.UTF_8))) {
            line.reset();
        }
    }

    /** As with lines: after a failure the rest is drained all the same. */
    private void pass(byte[] buffer, int from, int length) {
        try {
            bytes.orElseThrow().write(buffer, from, length);
        } catch (IOException e) {
            bytes = Optional.of(OutputStream.nullOutputStream());
            failure = new RlmprovException(
                    "What the host sent could not be written here: " + e.getMessage(),
                    "See whether the disk of this machine is full.",
                    e);
        }
    }

    private void end(String terminator) {
        String complete = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (started) {
            if (keep) {
                text.append(complete).append(terminator);
            }
            tell(complete.endsWith("\r") ? complete.substring(0, complete.length() - 1) : complete);
        } else if (complete.equals(marker)) {
            started = true;
            sudo.over(true);
        } else {
            noise.append(complete).append(terminator);
        }
    }

    /** What nobody drains would stop the process when its window is full. */
    private void tell(String complete) {
        try {
            lines.accept(complete);
        } catch (RuntimeException e) {
            if (failure == null) {
                failure = e;
            }
        }
    }
}
