package io.rlmprov.ui;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.apply.History;
import io.rlmprov.apply.History.Run;
import java.util.List;
import java.util.Locale;

/** The journal of a hub for programs. */
public final class HistoryJson {
    private HistoryJson() {}

    /** All runs, the latest last. */
    public static ObjectNode of(String hub, String host, History history) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("hub", hub).put("host", host);
        history.holder().ifPresent(holder -> node.put("lockedBy", holder));
        ArrayNode runs = node.putArray("runs");
        history.runs().forEach(run -> put(run, runs.addObject()));
        return node.put("damagedLines", history.unreadable());
    }

    /** The runs of one plan, with their operations. */
    public static ObjectNode of(String hub, String host, List<Run> runs) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("hub", hub).put("host", host);
        ArrayNode all = node.putArray("runs");
        runs.forEach(run -> {
            ObjectNode one = all.addObject();
            put(run, one);
            ArrayNode operations = one.putArray("operations");
            run.steps().forEach(step -> {
                ObjectNode operation = operations
                        .addObject()
                        .put("operation", step.operation())
                        .put("result", step.result());
                step.took().ifPresent(took -> operation.put("seconds", took.toMillis() / 1000.0));
            });
        });
        return node;
    }

    static void put(Run run, ObjectNode node) {
        node.put("began", run.at().toString())
                .put("operator", run.operator())
                .put("from", run.from())
                .put("action", run.action())
                .put("plan", run.plan());
        run.version().ifPresent(version -> node.put("rlmprov", version));
        node.put("result", run.end().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        run.took().ifPresent(took -> node.put("seconds", took.toMillis() / 1000.0));
        run.failed().ifPresent(failed -> node.put("failed", failed));
    }
}
