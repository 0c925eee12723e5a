package io.rlmprov.ui;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.apply.Event;
import io.rlmprov.desired.Address;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;

/** Progress for programs: one JSON object a line, with the time. */
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
            case Event.Started(List<Address> resources, String doing) -> step(node, "started", doing, resources);
            case Event.Output(String line) -> node.put("event", "output").put("line", line);
            case Event.Finished(List<Address> resources, String done) -> step(node, "finished", done, resources);
            case Event.Failed(List<Address> resources, String doing) -> step(node, "failed", doing, resources);
        }
        out.println(node);
        out.flush();
    }

    private static void step(ObjectNode node, String event, String step, List<Address> resources) {
        ArrayNode addresses = node.put("event", event).put("step", step).putArray("resources");
        resources.forEach(address -> addresses.add(address.toString()));
    }
}
