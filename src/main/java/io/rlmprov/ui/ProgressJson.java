package io.rlmprov.ui;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.apply.Event;
import java.io.PrintWriter;
import java.time.InstantSource;

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
            case Event.Started started -> node.put("event", "started").put("step", started.doing());
            case Event.Output output -> node.put("event", "output").put("line", output.line());
            case Event.Finished finished -> node.put("event", "finished").put("step", finished.done());
            case Event.Failed failed -> node.put("event", "failed").put("step", failed.doing());
        }
        out.println(node);
        out.flush();
    }
}
