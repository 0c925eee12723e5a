package io.rlmprov.engine;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Bodies of answers, RFC 9112 section 6 and 7: chunked, of known length, or up to the end of the connection. */
final class HttpBody {
    private HttpBody() {}

    /** The body that follows a response's head. */
    static InputStream of(HttpHead head, InputStream stream) throws IOException {
        if (head.status() == 204 || head.status() == 304) {
            return InputStream.nullInputStream();
        }
        if (head.chunked()) {
            return new Chunked(stream);
        }
        String length = head.header("Content-Length").orElse("");
        if (length.isEmpty()) {
            return stream;
        }
        if (!length.matches("[0-9]{1,18}")) {
            throw new IOException("malformed Content-Length: " + length);
        }
        return new Sized(stream, Long.parseLong(length));
    }

    /** A body whose end is known; ending sooner is an error and not the end. */
    private abstract static class Framed extends InputStream {
        final InputStream stream;

        Framed(InputStream stream) {
            this.stream = stream;
        }

        /** How many bytes may be read now; 0 at the end. */
        abstract long available(int wanted) throws IOException;

        abstract void consumed(int count) throws IOException;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int start, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            long most = available(length);
            if (most == 0) {
                return -1;
            }
            int count = stream.read(buffer, start, (int) Math.min(most, length));
            if (count < 0) {
                throw new EOFException("the connection was closed in the middle of an answer");
            }
            consumed(count);
            return count;
        }
    }

    private static final class Sized extends Framed {
        private long left;

        Sized(InputStream stream, long length) {
            super(stream);
            this.left = length;
        }

        @Override
        long available(int wanted) {
            return left;
        }

        @Override
        void consumed(int count) {
            left -= count;
        }
    }

    private static final class Chunked extends Framed {
        private long left;
        private boolean ended;

        Chunked(InputStream stream) {
            super(stream);
        }

        @Override
        long available(int wanted) throws IOException {
            if (left == 0 && !ended) {
                left = size(HttpHead.line(stream));
                if (left == 0) {
                    ended = true;
                    while (!HttpHead.line(stream).isEmpty()) {
                        // Trailer fields mean nothing to us.
                    }
                }
            }
            return left;
        }

        @Override
        void consumed(int count) throws IOException {
            left -= count;
            if (left == 0 && !HttpHead.line(stream).isEmpty()) {
                throw new IOException("malformed chunk: it is longer than it says");
            }
        }

        private static long size(String line) throws IOException {
            String digits = line.split(";", 2)[0].strip();
            if (!digits.matches("[0-9a-fA-F]{1,15}")) {
                throw new IOException("malformed chunk size: " + line.substring(0, Math.min(40, line.length())));
            }
            return Long.parseLong(digits, 16);
        }
    }
}
