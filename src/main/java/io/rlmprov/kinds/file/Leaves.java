package io.rlmprov.kinds.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.rlmprov.model.Value;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A JSON document as its leaves by path, {@code idle.timeout -> 3600}, so that two of them differ field by field. Forms are
 * kept: the text "3600" is not the number 3600. A name that has a dot in it stands in quotes, so that it is not taken for two
 * names.
 */
public final class Leaves {
    private Leaves() {}

    /** All leaves; an array is one leaf, since an element has no name by which a person would know it. */
    public static SortedMap<String, Value> of(JsonNode document) {
        SortedMap<String, Value> leaves = new TreeMap<>();
        collect("", document, leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode node, SortedMap<String, Value> leaves) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(field -> {
                String name = field.getKey().matches("[^.\"]+") ? field.getKey() : "\"" + field.getKey() + "\"";
                collect(path.isEmpty() ? name : path + "." + name, field.getValue(), leaves);
            });
        } else {
            leaves.put(path.isEmpty() ? "content" : path, Value.of(node));
        }
    }
}
