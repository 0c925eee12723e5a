package io.rlmprov.host;

/**
 * The command lines that start things on a host. They must mean the same to every login shell (bash, dash, fish, csh):
 * one word in single quotes, without quotes, backslashes, exclamation marks and line ends in it.
 *
 * @param sudo what becomes root, with a space behind it; empty for a login that is root
 */
record Preamble(String sudo) {
    /** A line of its own on stdout and stderr: what comes before it is the login's noise. */
    static final String MARKER = "--rlmprov-begins--";

    private static final String MARK = "echo; echo " + MARKER + "; echo >&2; echo " + MARKER + " >&2; ";

    /**
     * Reads that many bytes of script from stdin and evaluates them; the rest of stdin is the script's.
     *
     * <p>dd and not head: the head of uutils, which Ubuntu 25.10 has, reads ahead and would eat the script's input.
     */
    String script(int bytes) {
        return sh("s=$(dd bs=" + bytes + " count=1 iflag=fullblock 2>/dev/null) || exit 126; eval \"$s\"");
    }

    /** Becomes that command. */
    String command(String command) {
        return sh("exec " + command);
    }

    private String sh(String text) {
        return sudo + "sh -c '" + MARK + text + "'";
    }
}
