package io.rlmprov.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A YAML file that comes with rlmprov, read with anchors, aliases and merge keys resolved, as compose reads it. */
public final class YamlFile {
    private YamlFile() {}

    /**
     * The document; every scalar is a text, as it is written.
     *
     * @param name of the file, for errors
     * @throws ConfigException if it is not YAML
     */
    public static JsonNode read(String name, String text) {
        SourceText source = new SourceText(name, text);
        Problems problems = new Problems(source);
        JsonNode document =
                YamlTree.parse(source, problems).map(YamlFile::json).orElse(JsonNodeFactory.instance.nullNode());
        problems.refuse();
        return document;
    }

    private static JsonNode json(Node node) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (node) {
            case Node.Scalar scalar ->
                scalar.kind() == Node.Kind.EMPTY ? json.nullNode() : json.textNode(scalar.text());
            case Node.Sequence list ->
                json.arrayNode()
                        .addAll(list.items().stream().map(YamlFile::json).toList());
            case Node.Mapping mapping -> {
                ObjectNode object = json.objectNode();
                mapping.entries().forEach((key, entry) -> object.set(key, json(entry.value())));
                yield object;
            }
        };
    }
}
