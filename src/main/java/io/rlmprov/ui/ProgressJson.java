package io.rlmprov.ui;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.apply.Event;
import io.rlmprov.model.Operation;
import java.io.PrintWriter;
import java.time.InstantSource;

/** Progress for programs: one JSON object a line, with the time and the id that the plan gives the operation. */
public final class ProgressJson implements Event.Sink {
    private final PrintWriter out;
    private final InstantSource clock;

    /** To this writer, which is flushed after each line. */
    public ProgressJson(PrintWriter out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public synchronized void emit(Event event) {
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("at", clock.instant().toString());
        switch (event) {
            case Event.Began(var operations) -> node.put("event", "began").put("operations", operations.size());
            case Event.Started(Operation operation) -> step(node, "started", operation, operation.doing());
            case Event.Output(Operation operation, String line) ->
                node.put("event", "output").put("operation", operation.id()).put("line", line);
            case Event.Finished(Operation operation, String done) -> step(node, "finished", operation, done);
            case Event.Failed(Operation operation) -> step(node, "failed", operation, operation.doing());
            case Event.Skipped(Operation operation, Operation failed) ->
                step(node, "skipped", operation, operation.doing()).put("failed", failed.id());
        }
        out.println(node);
        out.flush();
    }

    private static ObjectNode step(ObjectNode node, String event, Operation operation, String text) {
        ArrayNode addresses = node.put("event", event)
                .put("operation", operation.id())
                .put("step", text)
                .putArray("resources");
        operation.resources().forEach(address -> addresses.add(address.toString()));
        return node;
    }
}
