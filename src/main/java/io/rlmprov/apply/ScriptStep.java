package io.rlmprov.apply;

import io.rlmprov.facts.RemoteShell;
import io.rlmprov.facts.Script;
import java.util.function.Consumer;

/** A step that is one script on the host; it waits there for what an interrupted apply has left at work. */
interface ScriptStep extends Step {
    /** Where scripts come from. */
    ScriptFiles scripts();

    /** What runs. */
    Script script();

    /** What the operator can do if it fails. */
    String remedy();

    @Override
    default void run(TargetHost host, Consumer<String> lines) {
        RemoteShell.Result result = host.run(script().after(scripts().text("take-turn.sh")), lines);
        if (!result.ok()) {
            throw new StepFailed(doing(), result, remedy());
        }
    }
}
