package io.rlmprov.apply;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.PlanJson;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Who did what and when: one line of JSON for each apply and destroy, kept on the host.
 *
 * @param operator as {@code ann@laptop}
 * @param clock for the time of the line
 */
public record Journal(String operator, InstantSource clock) {
    /** Who holds the lock since when: what others are told meanwhile. */
    String holder() {
        return operator + " since " + clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** The line for a plan that ended so. */
    String line(Plan plan, String result) {
        ObjectNode document = PlanJson.of(plan);
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("at", clock.instant().toString())
                .put("by", operator)
                .put("action", document.path("action").asText())
                .put("plan", document.path("name").asText())
                .put("result", result);
        line.set("summary", document.path("summary"));
        return line.toString();
    }
}
