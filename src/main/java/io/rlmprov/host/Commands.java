package io.rlmprov.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Starts command lines on a host: through SSH, or on this machine. */
interface Commands {
    /** Starts a command line of the login's shell; waits while as many run as may run at a time. */
    Execution start(String line) throws IOException;

    /** Whether there is still a way to the host. */
    boolean reachable();

    /** A running command. Whoever has it must drain both of its outputs at the same time. */
    interface Execution extends AutoCloseable {
        InputStream out();

        InputStream err();

        /** Closing it ends the command's input. */
        OutputStream in();

        /** Whether it ended; its output may not have been read yet. */
        boolean ended();

        /**
         * Its exit status, 128 + n if signal n killed it. Asked for once both outputs ended.
         *
         * @throws IOException if there is none, since the connection ended before
         */
        int exit() throws IOException;

        /** Ends the command, or lets go of it. */
        @Override
        void close();
    }
}
