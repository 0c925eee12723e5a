package io.rlmprov.ui;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.config.ConfigException;
import io.rlmprov.config.Problem;
import io.rlmprov.config.RlmprovException;
import java.time.Instant;

/** How a command ended, for programs: the last of its JSON lines. */
public final class OutcomeJson {
    private OutcomeJson() {}

    /** All is as it should be. */
    public static ObjectNode done(Instant at) {
        return ended(at, "done");
    }

    /** It failed, and what people are told of it. */
    public static ObjectNode failed(Instant at, RlmprovException error) {
        ObjectNode node = ended(at, "error").put("message", error.getMessage()).put("remedy", error.remedy());
        if (error instanceof ConfigException bad) {
            ArrayNode problems = node.putArray("problems");
            bad.problems().forEach(problem -> put(problem, problems.addObject()));
        }
        return node;
    }

    static void put(Problem problem, ObjectNode node) {
        node.put("location", problem.location())
                .put("path", problem.path())
                .put("message", problem.message())
                .put("remedy", problem.remedy());
    }

    private static ObjectNode ended(Instant at, String event) {
        return JsonNodeFactory.instance.objectNode().put("at", at.toString()).put("event", event);
    }
}
