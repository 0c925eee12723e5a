package io.rlmprov.apply;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.RemoteShell;
import io.rlmprov.facts.Script;

/** The port through which a plan is made true on one host. Implemented by {@code host.SshHost} and by tests. */
public interface TargetHost extends RemoteShell {
    /** How the operator calls the host: {@code hosts[].address} of hub.yaml, the first part of every address. */
    String name();

    /**
     * Starts a script that holds something, as a lock, until its input ends; it ends with the connection, too.
     *
     * @param script what to run; its input stays open and gets a dot now and then, so that it can tell a holder from a
     *     network that is gone
     * @param word the line on stdout by which it says that it holds, as {@code LOCKED}
     * @return {@link Hold.Held} once it printed that line, {@link Hold.Ended} if it ended without it
     * @throws RlmprovException if the connection fails, or sudo refuses
     */
    Hold hold(Script script, String word);

    /**
     * How many scripts can run at a time beside one that holds: 0 if none can, as on an SSH server with MaxSessions 1. Known
     * once a script has run.
     */
    default int lanes() {
        return Integer.MAX_VALUE;
    }

    /** The host's container engine; connects when it is first asked something. */
    Engine engine();

    /** What became of a script that should hold something. */
    sealed interface Hold {
        /** It holds until {@link #close()}, which ends the script's input and waits for its end. */
        non-sealed interface Held extends Hold, AutoCloseable {
            /** Whether it still holds: false after it ended by itself, or the connection was lost. */
            boolean alive();

            /** Gives the script a line to keep in the journal. A line that the connection loses is lost. */
            void tell(String line);

            @Override
            void close();
        }

        /**
         * It did not hold.
         *
         * @param result how it ended; {@link #LOCKED} says that another one holds
         */
        record Ended(Result result) implements Hold {
            /** Exit status of a lock that another one holds: {@code EX_TEMPFAIL} of sysexits.h. */
            public static final int LOCKED = 75;
        }
    }
}
