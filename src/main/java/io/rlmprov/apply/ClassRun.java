package io.rlmprov.apply;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.RemoteShell;
import io.rlmprov.facts.Script;
import io.rlmprov.model.Payload;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs the scripts of a command for a class, such as {@code share}, on the hub's host. They are no operations of a plan, but
 * keep the same rules: they hold the hub's lock, wait for scripts of an interrupted run, and are in the journal.
 */
public final class ClassRun {
    private final TargetHost host;
    private final String hub;
    private final ScriptFiles scripts;
    private final Journal journal;

    /** For the hub on this host, over its open connection. */
    public ClassRun(TargetHost host, String hub, ScriptFiles scripts, Journal journal) {
        this.host = host;
        this.hub = hub;
        this.scripts = scripts;
        this.journal = journal;
    }

    /**
     * Does the work under the lock, with a line in the journal before and after it.
     *
     * @param action the command, for example {@code share}
     * @param subject what it is about: a path, a user or a text
     * @throws LockedException if another one holds the lock
     */
    public <T> T locked(String action, String subject, Supplier<T> work) {
        try (Locks locks = Locks.of(List.of(host), hub, scripts, journal, LockWait.NONE)) {
            Instant start = journal.clock().instant();
            locks.tell(journal.began(action, subject));
            String end = "failed";
            try {
                T result = work.get();
                end = "done";
                return result;
            } finally {
                locks.tell(journal.ended(
                        end, Duration.between(start, journal.clock().instant())));
            }
        }
    }

    /**
     * Runs a script that changes something, within {@link #locked}.
     *
     * @param doing what it does, for errors
     * @param variables its variables besides HUB
     * @param lines receives each line that it prints
     * @throws RlmprovException if it fails
     */
    public RemoteShell.Result run(
            String script, String doing, Map<String, String> variables, Payload input, Consumer<String> lines) {
        return succeeded(doing, host.run(script(script, variables).withInput(input), lines));
    }

    /**
     * Runs a script, within {@link #locked}, and passes the bytes that it prints on.
     *
     * @param to receives all of its stdout
     * @param lines receives each line of its stderr
     * @throws RlmprovException if it fails
     */
    public void fetch(
            String script, String doing, Map<String, String> variables, OutputStream to, Consumer<String> lines) {
        succeeded(doing, host.fetch(script(script, variables), to, lines));
    }

    /**
     * Runs a script that only reads; it needs no lock.
     *
     * @return what it printed
     * @throws RlmprovException if it fails
     */
    public String read(String script, String doing, Map<String, String> variables) {
        return succeeded(doing, host.run(scripts.script(script, withHub(variables)), _ -> {}))
                .out();
    }

    private Script script(String name, Map<String, String> variables) {
        Map<String, String> all = withHub(variables);
        all.put("APPLY", journal.apply());
        return scripts.script(name, all).after(scripts.text("join-turn.sh"));
    }

    private Map<String, String> withHub(Map<String, String> variables) {
        Map<String, String> all = new TreeMap<>(variables);
        all.put("HUB", hub);
        return all;
    }

    /** Scripts for a class print their errors in words for the operator, with the remedy. */
    private RemoteShell.Result succeeded(String doing, RemoteShell.Result result) {
        if (!result.ok()) {
            String said = result.err().strip();
            throw new RlmprovException(
                    host.name() + ": " + doing + " failed"
                            + (said.isEmpty() ? " with exit status " + result.exit() : ": " + said),
                    "Run \"rlmprov plan\" to see whether the hub is as hub.yaml says.");
        }
        return result;
    }
}
