package io.rlmprov.host;

import io.rlmprov.config.Secret;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What is said to sudo before a command begins. The password goes out when sudo asks for it, and once; the command's own
 * input follows when the command has begun. So a sudo that asks for nothing never leaves the password to the command, and
 * one that asks again never reads the command's input as a guess.
 */
final class SudoTalk {
    /** Longer than the pause that PAM makes after a wrong password. */
    private static final long SECONDS = 30;

    private final String prompt;
    private final Optional<Secret> password;
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    private Optional<OutputStream> input = Optional.empty();
    private int asked;
    private volatile boolean stuck;

    private SudoTalk(String prompt, Optional<Secret> password) {
        this.prompt = prompt;
        this.password = password;
    }

    SudoTalk(String prompt, Secret password) {
        this(prompt, Optional.of(password));
    }

    /** Where sudo gets no password: nothing waits. */
    static SudoTalk none() {
        return new SudoTalk("", Optional.empty());
    }

    /** The input of a command, which waits until the command has begun. */
    OutputStream over(Commands.Execution execution) {
        OutputStream raw = execution.in();
        if (password.isEmpty()) {
            return raw;
        }
        synchronized (this) {
            input = Optional.of(raw);
        }
        return new FilterOutputStream(raw) {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int start, int length) throws IOException {
                awaitBegin(execution);
                out.write(bytes, start, length);
            }
        };
    }

    /**
     * Told of a line of stderr that has no end yet, before the command began. Returns whether it was sudo's prompt, which
     * is no noise.
     */
    synchronized boolean answers(String line) throws IOException {
        if (password.isEmpty() || !line.contains(prompt)) {
            return false;
        }
        asked++;
        OutputStream to = input.orElseThrow();
        if (asked == 1) {
            to.write((password.get().reveal() + "\n").getBytes(StandardCharsets.UTF_8));
            to.flush();
        } else {
            to.close();
        }
        return true;
    }

    /** The command began, or will not any more. */
    void over(boolean started) {
        begun.complete(started);
    }

    /** Whether sudo asked again after it got the password. */
    synchronized boolean refused() {
        return asked > 1;
    }

    /** Whether sudo waited for something that was not its prompt. */
    boolean stuck() {
        return stuck;
    }

    private void awaitBegin(Commands.Execution execution) throws IOException {
        try {
            if (!begun.get(SECONDS, TimeUnit.SECONDS)) {
                throw new WindowedOutput.ChannelClosedException();
            }
        } catch (TimeoutException e) {
            stuck = true;
            execution.close();
            throw new WindowedOutput.ChannelClosedException();
        } catch (ExecutionException e) {
            throw new IllegalStateException("is never completed so", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
