package io.rlmprov.apply;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.model.Operation;
import io.rlmprov.plan.Plan;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Who did what and when, one JSON object a line, in a file that stays with the host:
 *
 * <pre>{@code
 * {"at":"2026-11-26T10:00:00Z","by":"ann@laptop","apply":"5f1c","plan":"3a97c0ffee12","action":"apply","rlmprov":"0.1.0","event":"began"}
 * {"at":"2026-11-26T10:01:07Z","apply":"5f1c","operation":"hub1/build-image/rlm-hub","event":"done","seconds":61.204}
 * {"at":"2026-11-26T10:01:40Z","apply":"5f1c","event":"applied","seconds":100.310}
 * }</pre>
 *
 * @param operator as {@code ann@laptop}
 * @param apply names this run
 * @param version of rlmprov
 * @param clock for the times
 */
public record Journal(String operator, String apply, String version, InstantSource clock) {
    /** Who holds the lock since when: what others are told meanwhile. */
    String holder() {
        return operator + " since " + clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** The run begins. */
    String began(Plan plan) {
        return line(
                "began",
                node -> node.put("by", operator)
                        .put("plan", plan.id())
                        .put("action", plan.action().name().toLowerCase(Locale.ROOT))
                        .put("rlmprov", version));
    }

    /**
     * A command that is no apply begins, for example {@code share}.
     *
     * @param subject what it is about: a path, a user or a text
     */
    String began(String action, String subject) {
        return line(
                "began", node -> node.put("by", operator).put("action", action).put("subject", subject));
    }

    /** An operation ended so: {@code done}, {@code failed}, {@code skipped} or {@code interrupted}. */
    String operation(Operation operation, String event, Duration took) {
        return line(event, node -> seconds(node.put("operation", operation.id()), took));
    }

    /** The run ended so: {@code applied}, {@code destroyed}, {@code done}, {@code failed} or {@code interrupted}. */
    String ended(String event, Duration took) {
        return line(event, node -> seconds(node, took));
    }

    private static void seconds(ObjectNode node, Duration took) {
        node.put("seconds", took.toMillis() / 1000.0);
    }

    private String line(String event, java.util.function.Consumer<ObjectNode> more) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("at", clock.instant().toString())
                .put("apply", apply);
        more.accept(node);
        return node.put("event", event).toString();
    }
}
