package io.rlmprov.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.desired.Sha256;
import io.rlmprov.desired.Value;
import io.rlmprov.plan.FieldDiff.Origin;
import java.util.Locale;
import java.util.Optional;

/**
 * The plan as JSON: what {@code --json} prints and all that renderers read, so that the two cannot disagree. Sensitive
 * values are not in it, only that they differ.
 */
public final class PlanJson {
    private static final int FORMAT = 1;

    private PlanJson() {}

    /** The whole plan. */
    public static ObjectNode of(Plan plan) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("format", FORMAT)
                .put("action", lower(plan.action()))
                .put("hub", plan.hub())
                .put("host", plan.host())
                .put("fingerprint", plan.fingerprint().sha256())
                .put("desired", plan.desired());
        changes(document.putArray("changes"), plan);
        summary(document.putObject("summary"), plan);
        plan.sizing().forEach(document.putArray("sizing")::add);
        plan.notes().forEach(document.putArray("notes")::add);
        // By which the journal knows it.
        return document.put("name", Sha256.of(document.toString()).substring(0, 12));
    }

    private static void changes(ArrayNode array, Plan plan) {
        Follows follows = new Follows(plan.changes());
        Impact impact = new Impact(plan.runningServers());
        for (Change change : plan.changes()) {
            ObjectNode node = array.addObject();
            node.put("address", change.address().toString())
                    .put("kind", change.address().kind().toString())
                    .put("name", change.address().name())
                    .put("action", action(change));
            if (change instanceof Change.Keep keep) {
                node.put("reason", keep.reason());
            }
            ArrayNode causes = node.putArray("causes");
            if (change.fields().stream().anyMatch(field -> field.origin() == Origin.CONSEQUENCE)) {
                follows.causes(change.address()).forEach(causes::add);
            }
            impact.of(change).ifPresent(text -> node.put("impact", text));
            ArrayNode fields = node.putArray("fields");
            change.fields().forEach(field -> field(fields.addObject(), field));
        }
    }

    private static void field(ObjectNode node, FieldDiff field) {
        node.put("path", field.path());
        side(node, "before", field.before());
        side(node, "after", field.after());
        node.put("sensitive", field.sensitive())
                .put("forcesReplace", field.forcesReplace())
                .put("origin", lower(field.origin()));
    }

    private static void side(ObjectNode node, String name, Optional<Value> value) {
        if (value.isEmpty()) {
            node.putNull(name);
        } else {
            node.put(name, value.get().sensitive() ? "(sensitive)" : value.get().text());
        }
    }

    private static void summary(ObjectNode node, Plan plan) {
        for (String action : new String[] {"create", "update", "replace", "delete", "adopt", "keep"}) {
            node.put(
                    action,
                    plan.changes().stream()
                            .filter(change -> action(change).equals(action))
                            .count());
        }
    }

    private static String action(Change change) {
        return switch (change) {
            case Change.Create create -> "create";
            case Change.Update update -> "update";
            case Change.Replace replace -> "replace";
            case Change.Delete delete -> "delete";
            case Change.Adopt adopt -> "adopt";
            case Change.Keep keep -> "keep";
        };
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
