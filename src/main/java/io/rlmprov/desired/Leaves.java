package io.rlmprov.desired;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SortedMap;
import java.util.TreeMap;

/** A JSON document as its leaves by path, {@code idle.timeout -> 3600}, so that two of them differ field by field. */
public final class Leaves {
    private Leaves() {}

    /** All leaves; an array is one leaf, since an element has no name by which a person would know it. */
    public static SortedMap<String, String> of(JsonNode document) {
        SortedMap<String, String> leaves = new TreeMap<>();
        collect("", document, leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode node, SortedMap<String, String> leaves) {
        if (node.isObject()) {
            node.properties().forEach(field -> {
                String child = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                collect(child, field.getValue(), leaves);
            });
        } else if (node.isTextual()) {
            leaves.put(path, node.textValue());
        } else {
            leaves.put(path, node.toString());
        }
    }
}
