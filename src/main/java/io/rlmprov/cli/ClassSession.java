package io.rlmprov.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.apply.ClassRun;
import io.rlmprov.host.ConnectedHost;
import io.rlmprov.ui.OutcomeJson;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What all commands for a class have in common: one connection to the hub's host, and text for people or one JSON object for
 * programs.
 *
 * @param run runs their scripts
 */
record ClassSession(Surroundings around, HubOptions options, String hub, ConnectedHost host, ClassRun run) {
    /** Reads hub.yaml, connects, does the work and disconnects. Returns the exit code. */
    static int of(Surroundings around, HubOptions options, Function<ClassSession, Integer> work) {
        Workspace workspace = new Workspace(around, options.file());
        try (ConnectedHost host = workspace.connect();
                HubOptions.Told _ = options.traffic(around, host)) {
            return work.apply(
                    new ClassSession(around, options, workspace.hub().name(), host, workspace.classRun(host)));
        }
    }

    /** What will be done, before it is: for people only. */
    void intend(String sentence) {
        if (!options.json()) {
            around.out().println("On " + host.name() + ", hub " + hub + ": " + sentence);
            around.out().flush();
        }
    }

    /** What was done: the text for people, or the fields for programs. */
    int done(String text, Consumer<ObjectNode> fields) {
        if (options.json()) {
            ObjectNode node = OutcomeJson.done(around.clock().instant());
            fields.accept(node);
            around.out().println(node);
        } else {
            around.out().print(text);
        }
        around.out().flush();
        return ExitCode.OK;
    }
}
