package io.rlmprov.host;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;

/** Commands of this machine. */
final class LocalCommands implements Commands {
    private static final long POLL_NANOS = 1_000_000;

    private final TrafficMeter meter;

    LocalCommands(TrafficMeter meter) {
        this.meter = meter;
    }

    @Override
    public Execution start(String line) throws IOException {
        Process process = new ProcessBuilder("/bin/sh", "-c", line).start();
        meter.exec();
        return new Local(process, meter);
    }

    @Override
    public boolean reachable() {
        return true;
    }

    private static final class Local implements Execution {
        private final Process process;
        private final InputStream out;
        private final InputStream err;
        private final OutputStream in;

        Local(Process process, TrafficMeter meter) {
            this.process = process;
            this.out = meter.counted(new UntilExit(process, process.getInputStream()));
            this.err = meter.counted(new UntilExit(process, process.getErrorStream()));
            this.in = new Immediate(process.getOutputStream(), meter);
        }

        @Override
        public InputStream out() {
            return out;
        }

        @Override
        public InputStream err() {
            return err;
        }

        @Override
        public OutputStream in() {
            return in;
        }

        @Override
        public boolean ended() {
            return !process.isAlive();
        }

        @Override
        public int exit() throws IOException {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        @Override
        public void close() {
            try {
                process.getOutputStream().close();
            } catch (IOException alreadyGone) {
                // The command reads no more, which is what was asked for.
            }
            process.destroy();
        }
    }

    /** Ends with the process, also where a child that it left behind keeps the pipe open. */
    private static final class UntilExit extends InputStream {
        private final Process process;
        private final InputStream pipe;

        UntilExit(Process process, InputStream pipe) {
            this.process = process;
            this.pipe = pipe;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int start, int length) throws IOException {
            while (true) {
                // In this order: what it wrote before it ended is there when it has ended.
                boolean ended = !process.isAlive();
                int available = pipe.available();
                if (available > 0) {
                    return pipe.read(buffer, start, Math.min(available, length));
                }
                if (ended) {
                    return -1;
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    /** What is written goes to the command at once. */
    private static final class Immediate extends FilterOutputStream {
        private final TrafficMeter meter;

        Immediate(OutputStream pipe, TrafficMeter meter) {
            super(pipe);
            this.meter = meter;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int start, int length) throws IOException {
            try {
                out.write(bytes, start, length);
                out.flush();
            } catch (IOException nobodyReads) {
                throw new WindowedOutput.ChannelClosedException();
            }
            meter.sent(length);
        }
    }
}
