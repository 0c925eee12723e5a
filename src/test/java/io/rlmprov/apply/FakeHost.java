package io.rlmprov.apply;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.facts.RemoteShell;
import io.rlmprov.facts.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A host in memory: it gives the scripts of {@code ansible-free-scripts/} the meaning that their heads document, and
 * lets a test break it at any point.
 */
final class FakeHost implements TargetHost {
    private final String name;
    private final FakeMachine machine;
    private final StackScripts stack;
    private final Map<String, ScriptRun.Meaning> meanings = new HashMap<>();
    private final List<String> ran = new ArrayList<>();
    private final List<Script> scripts = new ArrayList<>();
    private final StringBuilder witness = new StringBuilder();
    /** What more sections print, by their names. */
    final Map<String, Supplier<String>> probed = new TreeMap<>();

    private int failing = -1;
    private int losing = -1;
    private int skipping = -1;
    private boolean connected = true;
    private boolean killed;

    /** A bare host for a hub of this name. */
    FakeHost(String hub) {
        this("hub1", hub);
    }

    /** The same, of this name. */
    FakeHost(String name, String hub) {
        this.name = name;
        machine = new FakeMachine(hub);
        stack = new StackScripts(machine);
        meanings.put("probe.sh", run -> new FakeProbe(machine, run).print(probed));
        meanings.put("journal.sh", run -> {
            machine.lockedBy.ifPresent(who -> run.say("lock: " + who));
            machine.files.read(machine.state("journal.jsonl")).ifPresent(run::say);
        });
        meanings.putAll(new FileScripts(machine).meanings());
        meanings.putAll(new DockerScripts(machine).meanings());
        meanings.putAll(stack.meanings());
    }

    /** The host itself, as somebody who is logged in there has it in hand. */
    FakeMachine machine() {
        return machine;
    }

    /** Gives one more script a meaning. */
    void teach(String script, ScriptRun.Meaning meaning) {
        meanings.put(script, meaning);
    }

    /** Gives a script a meaning that only one test needs. */
    void mean(String script, ScriptRun.Meaning meaning) {
        meanings.put(script, meaning);
    }

    void userLogsIn(String user) {
        stack.login(user, "");
    }

    void userLogsIn(String user, String profile) {
        stack.login(user, profile);
    }

    /** The n-th thing that changes the host fails, counted from now and from 0. */
    void failAt(int n) {
        failing = ran.size() + n;
    }

    /** The n-th thing that changes the host does nothing and says that all is well. */
    void skipAt(int n) {
        skipping = ran.size() + n;
    }

    /** The connection is lost when the n-th thing that changes the host begins. */
    void loseConnectionAt(int n) {
        losing = ran.size() + n;
    }

    /** The connection is lost now. */
    void cut() {
        connected = false;
    }

    /** The process that uses this is no more: nothing that it calls returns, and it learns nothing. */
    void killClient() {
        connected = false;
        killed = true;
        machine.lockedBy = Optional.empty();
    }

    /** All that ran and was meant to change the host, in order. */
    List<String> ran() {
        return ran;
    }

    /** All that was run as a script, in order. */
    List<Script> scripts() {
        return scripts;
    }

    /** Everything that anybody could have read who watches: names, variables, and outputs of all but the probe. */
    String witness() {
        return witness.toString();
    }

    /** A new connection after one was lost; what held the lock may not know that yet. */
    void comeBack() {
        connected = true;
        killed = false;
    }

    /** A new connection after one was lost: whatever held a lock is gone. */
    void reconnect() {
        comeBack();
        failing = -1;
        losing = -1;
        skipping = -1;
        machine.fuse.mend();
        machine.lockedBy = Optional.empty();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized RemoteShell.Result run(Script script, Consumer<String> lines) {
        scripts.add(script);
        boolean probe = script.name().equals("probe.sh");
        Map<String, String> seen = new TreeMap<>(script.variables());
        seen.remove("KEY");
        witness.append(script.name()).append(' ').append(seen).append('\n');
        if (!probe && begin(script.name())) {
            return told(new RemoteShell.Result(1, "one line\n", "E: no space left on device\n"), lines);
        }
        String mark = script.variables().getOrDefault("MARK", "");
        if (!mark.isEmpty() && !machine.files.exists(mark)) {
            int exit = exit(new ScriptRun(script), joining -> {
                machine.files.makeDirectory(machine.names.state(), "0700");
                machine.files.write(mark, script.variables().get("APPLY") + "\n", "0600");
            });
            if (exit != 0) {
                return told(new RemoteShell.Result(exit, "", "No space left on device\n"), lines);
            }
        }
        if (!probe && skipping == ran.size() - 1) {
            return new RemoteShell.Result(0, "", "");
        }
        ScriptRun run = new ScriptRun(script);
        int exit = exit(run, Objects.requireNonNull(meanings.get(script.name()), script.name()));
        RemoteShell.Result result = new RemoteShell.Result(exit, run.out(), run.err());
        return probe ? result : told(result, lines);
    }

    @Override
    public RemoteShell.Result fetch(Script script, OutputStream to, Consumer<String> lines) {
        RemoteShell.Result result = run(script, _ -> {});
        try {
            to.write(result.out().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        result.err().lines().forEach(lines);
        return new RemoteShell.Result(result.exit(), "", result.err());
    }

    private RemoteShell.Result told(RemoteShell.Result result, Consumer<String> lines) {
        witness.append(result.out()).append(result.err());
        (result.out() + result.err()).lines().forEach(lines);
        return result;
    }

    private int exit(ScriptRun run, ScriptRun.Meaning meaning) {
        try {
            onConnection(() -> {
                meaning.run(run);
                run.end();
            });
            return 0;
        } catch (ScriptRun.Exit exit) {
            onConnection(run::end);
            return exit.status;
        } catch (RlmprovException | ClientKilled lost) {
            if (machine.powered) {
                run.end();
            }
            throw lost;
        }
    }

    private void onConnection(Runnable action) {
        requireConnection();
        try {
            action.run();
        } catch (Fuse.Blown blown) {
            connected = false;
            machine.fuse.mend();
            throw lost();
        }
    }

    /** Whether what begins now fails. */
    private boolean begin(String what) {
        requireConnection();
        if (losing == ran.size()) {
            connected = false;
            throw lost();
        }
        ran.add(what);
        return failing == ran.size() - 1;
    }

    private void requireConnection() {
        if (!connected) {
            throw lost();
        }
    }

    /** A process that was killed comes back from no call. */
    private static final class ClientKilled extends Error {
        private static final long serialVersionUID = 1;
    }

    private RlmprovException lost() {
        if (killed) {
            throw new ClientKilled();
        }
        return new RlmprovException("The connection to hub1 was lost.", "Run the command again.");
    }

    @Override
    public Hold hold(Script script, String word) {
        requireConnection();
        witness.append(script.name()).append(' ').append(script.variables()).append('\n');
        if (machine.lockedBy.isPresent()) {
            return new Hold.Ended(new RemoteShell.Result(Hold.Ended.LOCKED, machine.lockedBy.get() + "\n", ""));
        }
        int exit = exit(new ScriptRun(script), locking -> machine.files.makeDirectory(machine.names.state(), "0700"));
        if (exit != 0) {
            return new Hold.Ended(new RemoteShell.Result(exit, "", "No space left on device\n"));
        }
        machine.lockedBy = Optional.of(Objects.requireNonNull(script.variables().get("WHO")));
        return new Hold.Held() {
            @Override
            public boolean alive() {
                return connected && machine.lockedBy.isPresent();
            }

            @Override
            public void tell(String line) {
                keep(line);
            }

            @Override
            public void close() {
                if (connected) {
                    machine.lockedBy = Optional.empty();
                }
            }
        };
    }

    /** Several operations of an apply may tell something at once, while another one runs. */
    private synchronized void keep(String line) {
        witness.append(line).append('\n');
        try {
            if (connected && machine.files.exists(machine.names.state())) {
                machine.files.append(machine.state("journal.jsonl"), line, "0600");
            }
        } catch (Fuse.Blown blown) {
            connected = false;
        } catch (ScriptRun.Exit full) {
            witness.append("not written\n");
        }
    }

    @Override
    public Engine engine() {
        return new FakeEngine(machine.docker, this::reachEngine, this::change);
    }

    private synchronized void change(String what, Runnable change) {
        if (begin(what)) {
            throw new RlmprovException("The engine of hub1 refuses: " + what, "See its log.");
        }
        onConnection(() -> {
            try {
                change.run();
            } catch (ScriptRun.Exit refused) {
                throw noEngine();
            }
        });
    }

    private void reachEngine() {
        requireConnection();
        if (!machine.docker.answers()) {
            throw noEngine();
        }
    }

    private static RlmprovException noEngine() {
        return new RlmprovException("The engine of hub1 does not answer.", "See its log.");
    }
}
