package io.rlmprov.facts;

import java.io.OutputStream;
import java.util.function.Consumer;

/** The port through which scripts run on a host, as root. Implemented by {@code host.SshHost} and by tests. */
public interface RemoteShell {
    /**
     * Runs a script and waits for its end: one exec on the open connection.
     *
     * @param script what to run
     * @param lines told each line of stdout and stderr while it runs
     * @return what it printed and how it ended; a non-zero exit is a result, not an exception
     * @throws io.rlmprov.config.RlmprovException if the connection fails, or sudo refuses
     */
    Result run(Script script, Consumer<String> lines);

    /**
     * Runs a script whose output has no end: the same as {@link #run}, but the result has no output.
     *
     * @param script what to run; it should end when its input ends
     * @param lines receives each line of stdout and stderr while it runs
     */
    default Result follow(Script script, Consumer<String> lines) {
        Result result = run(script, lines);
        return new Result(result.exit(), "", "");
    }

    /**
     * Runs a script that prints bytes, such as an archive, and waits for its end: one exec on the open connection.
     *
     * @param to receives all of stdout while the script runs; a failure of it is told when the script has ended
     * @param lines receives each line of stderr
     * @return how it ended, with an empty {@code out}
     * @throws io.rlmprov.config.RlmprovException if the connection fails, sudo refuses, or {@code to} does not take the bytes
     */
    Result fetch(Script script, OutputStream to, Consumer<String> lines);

    /**
     * How a script ended.
     *
     * @param exit exit status; 128 + n if signal n killed it
     * @param out all of stdout
     * @param err all of stderr
     */
    record Result(int exit, String out, String err) {
        /** Whether it exited with 0. */
        public boolean ok() {
            return exit == 0;
        }
    }
}
