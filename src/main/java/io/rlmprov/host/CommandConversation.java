package io.rlmprov.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A command whose stdout, after the marker line, and stdin are the streams. */
final class CommandConversation implements Dialer.Conversation {
    private final Commands.Execution execution;
    private final InputStream input;
    private final OutputStream output;
    private final Output errors;
    private final Thread errorsThread;

    CommandConversation(Commands.Execution execution, SudoTalk sudo) {
        this.execution = execution;
        this.input = new AfterMarker(execution.out());
        this.output = sudo.over(execution);
        this.errors = new Output(execution.err(), Preamble.MARKER, _ -> {}, sudo, true, Optional.empty());
        this.errorsThread = Thread.ofVirtual().name("stderr").start(errors);
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    /** Complete only after the command ended, which is when somebody asks: its answer did not come. */
    @Override
    public String errors() {
        try {
            errorsThread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return errors.started() ? errors.text() : errors.noise();
    }

    @Override
    public void close() {
        execution.close();
    }

    /** Skips what the login shell prints before the command begins. */
    private static final class AfterMarker extends InputStream {
        private final InputStream stream;
        private boolean begun;

        AfterMarker(InputStream stream) {
            this.stream = stream;
        }

        @Override
        public int read() throws IOException {
            return begin() ? stream.read() : -1;
        }

        @Override
        public int read(byte[] buffer, int start, int length) throws IOException {
            return begin() ? stream.read(buffer, start, length) : -1;
        }

        private boolean begin() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (!begun) {
                int b = stream.read();
                if (b < 0) {
                    return false;
                }
                if (b != '\n') {
                    line.write(b);
                } else {
                    begun = line.toString(StandardCharsets.UTF_8).equals(Preamble.MARKER);
                    line.reset();
                }
            }
            return true;
        }
    }
}
