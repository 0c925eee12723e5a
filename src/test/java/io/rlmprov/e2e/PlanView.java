package io.rlmprov.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What {@code plan --json} says, in the form in which a test speaks of it. */
record PlanView(JsonNode document) {
    static PlanView parse(String json) {
        try {
            return new PlanView(new ObjectMapper().readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    /** All changes, except the variables of compose.yaml where those merely follow a change of a service. */
    private List<JsonNode> changes() {
        List<JsonNode> changes = new ArrayList<>();
        for (JsonNode change : document.path("changes")) {
            boolean follows = change.path("name").asText().equals(".env")
                    && change.findValuesAsText("origin").stream().allMatch("consequence"::equals);
            if (!follows || change.path("action").asText().equals("create")) {
                changes.add(change);
            }
        }
        return changes;
    }

    /** {@code kind/name} of every change, with its action. */
    SortedMap<String, String> actions() {
        SortedMap<String, String> actions = new TreeMap<>();
        changes()
                .forEach(change -> actions.put(
                        change.path("kind").asText() + "/" + change.path("name").asText(),
                        change.path("action").asText()));
        return actions;
    }

    /** {@code kind/name field := before -> after} of everything that differs. */
    SortedSet<String> values() {
        SortedSet<String> values = new TreeSet<>();
        changes()
                .forEach(change -> change.path("fields")
                        .forEach(field -> values.add(change.path("kind").asText() + "/"
                                + change.path("name").asText() + " "
                                + field.path("path").asText() + " := " + value(field.path("before")) + " -> "
                                + value(field.path("after")))));
        return values;
    }

    private static String value(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "nothing";
        }
        return value.isTextual() ? value.asText() : value.toString();
    }

    /** {@code kind/name field origin} of everything that differs. */
    SortedSet<String> fields() {
        SortedSet<String> fields = new TreeSet<>();
        changes()
                .forEach(change -> change.path("fields")
                        .forEach(field -> fields.add(change.path("kind").asText() + "/"
                                + change.path("name").asText() + " "
                                + field.path("path").asText() + " "
                                + field.path("origin").asText())));
        return fields;
    }
}
