package io.rlmprov.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A running ProxyCommand, for sshj a connected socket: its standard input and output are the connection. As in ssh, the
 * operator's shell replaces itself by the command, and the command ends with the connection.
 */
final class ProxyProcess extends Socket {
    private static final int LINES = 20;
    private static final int LINE_LENGTH = 500;
    /** After SIGTERM; then the command is killed. */
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private static final Duration END = Duration.ofSeconds(2);

    private final Process process;
    private final Thread reader;
    private final Deque<String> lines = new ArrayDeque<>();
    private volatile boolean ended;

    private ProxyProcess(Process process, Consumer<String> told) {
        this.process = process;
        this.reader = Thread.ofVirtual().name("proxy-command").start(() -> read(told));
    }

    /**
     * Starts a command.
     *
     * @param told each line that it prints on stderr: it may ask the operator to log in somewhere
     * @throws IOException if there is no such shell
     */
    static ProxyProcess start(Operator operator, String command, Consumer<String> told) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(operator.shell(), "-c", "exec " + command);
        builder.environment().clear();
        builder.environment().putAll(operator.environment());
        return new ProxyProcess(builder.start(), told);
    }

    private void read(Consumer<String> told) {
        try (var errors = process.errorReader(StandardCharsets.UTF_8)) {
            // What it says because it was ended is of no interest.
            for (String line = errors.readLine(); line != null && !ended; line = errors.readLine()) {
                String printable = line.replaceAll("\\p{Cntrl}", "");
                String shown = printable.substring(0, Math.min(printable.length(), LINE_LENGTH));
                synchronized (lines) {
                    lines.addLast(shown);
                    if (lines.size() > LINES) {
                        lines.removeFirst();
                    }
                }
                told.accept(shown);
            }
        } catch (IOException closed) {
            // The command was ended.
        }
    }

    /** How it ended by itself, if it does so in a moment. */
    OptionalInt exit() {
        try {
            boolean over = !ended && process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS);
            return over ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    /** The last lines of its stderr. */
    List<String> errors() {
        try {
            reader.join(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    @Override
    public InputStream getInputStream() {
        return process.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() {
        return process.getOutputStream();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return ended;
    }

    /** Pipes have no timeouts; {@link SshConnector} bounds the login by other means. */
    @Override
    public void setSoTimeout(int timeout) {}

    /** Ends the command and what it has started. */
    @Override
    public void close() {
        ended = true;
        List<ProcessHandle> children = process.descendants().toList();
        children.forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
