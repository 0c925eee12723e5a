package io.rlmprov.host;

import io.rlmprov.apply.Engine;
import io.rlmprov.facts.Script;
import java.io.OutputStream;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a host behind SSH and this machine have alike: scripts run in a root shell, and the engine's client is made once. */
abstract sealed class ShellHost implements ConnectedHost permits SshHost, LocalHost {
    private final RootShell shell;
    private final Function<Dialer, Engine> engines;
    private @Nullable Engine engine;

    /** @param engines makes the engine's client */
    ShellHost(RootShell shell, Function<Dialer, Engine> engines) {
        this.shell = shell;
        this.engines = engines;
    }

    @Override
    public final Result run(Script script, Consumer<String> lines) {
        return shell.run(script, lines);
    }

    @Override
    public final Result follow(Script script, Consumer<String> lines) {
        return shell.follow(script, lines);
    }

    @Override
    public final Result fetch(Script script, OutputStream to, Consumer<String> lines) {
        return shell.fetch(script, to, lines);
    }

    @Override
    public final Hold hold(Script script, String word) {
        return shell.hold(script, word);
    }

    @Override
    public final synchronized Engine engine() {
        if (engine == null) {
            engine = engines.apply(this);
        }
        return engine;
    }

    @Override
    public final Conversation command(String command) {
        return shell.command(command);
    }
}
