package io.rlmprov.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.config.Key.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The JSON Schema of hub.yaml, made from what the readers ask for. A key that a reader asks for is in it without further ado.
 *
 * @param byKind what the readers asked for with each kind of auth
 * @param descriptions by path, from hub.yaml.example
 * @param defaults by path, likewise
 */
record HubSchema(
        SortedMap<AuthKind, List<Reading>> byKind, Map<String, String> descriptions, Map<String, String> defaults) {
    private static final String REFERENCE = "\\$\\{";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    ObjectNode make() {
        ObjectNode schema = JSON.objectNode()
                .put("$schema", "http://json-schema.org/draft-07/schema#")
                .put("title", "hub.yaml of rlmprov")
                .put("description", "One JupyterHub for a class on Recursive Language Models.");
        schema.setAll(object(""));
        ArrayNode kinds = ((ObjectNode) schema.at("/properties/auth")).putArray("allOf");
        byKind.forEach((kind, _) -> kinds.add(rules(kind)));
        return schema;
    }

    /** Every key that any reader knows. */
    SortedSet<String> paths() {
        SortedSet<String> paths = new TreeSet<>();
        readings().forEach(reading -> paths.addAll(reading.known()));
        return paths;
    }

    /** What can stand at a path. */
    SortedSet<Form> forms(String path) {
        SortedSet<Form> forms = new TreeSet<>();
        keys(path).forEach(key -> forms.addAll(key.forms()));
        if (forms.contains(Form.FREE)) {
            forms.remove(Form.SECTION);
        }
        return forms;
    }

    private List<Reading> readings() {
        return byKind.values().stream().flatMap(List::stream).toList();
    }

    private List<Key> keys(String path) {
        return readings().stream()
                .flatMap(reading -> Optional.ofNullable(reading.keys().get(path)).stream())
                .toList();
    }

    private ObjectNode object(String prefix) {
        ObjectNode object = JSON.objectNode();
        ObjectNode properties = JSON.objectNode();
        List<String> required = new ArrayList<>();
        for (String path : paths()) {
            String key = path.startsWith(prefix) ? path.substring(prefix.length()) : "";
            if (key.matches("[\\w-]+")) {
                properties.set(key, property(path));
                if (required(path)) {
                    required.add(key);
                }
            }
        }
        type(object, required.isEmpty() ? List.of("object", "null") : List.of("object"));
        object.put("additionalProperties", false).set("properties", properties);
        if (!required.isEmpty()) {
            required.forEach(object.putArray("required")::add);
        }
        return object;
    }

    /** A section whose child must be there must be there, too. */
    private boolean required(String path) {
        boolean always = readings().stream()
                .allMatch(reading -> Optional.ofNullable(reading.keys().get(path))
                        .filter(Key::required)
                        .isPresent());
        return always
                || (keys(path).stream().noneMatch(Key::optional)
                        && forms(path).contains(Form.SECTION)
                        && paths().stream()
                                .filter(child -> child.startsWith(path + "."))
                                .anyMatch(this::required));
    }

    private ObjectNode property(String path) {
        List<ObjectNode> forms =
                forms(path).stream().map(form -> of(form, path)).toList();
        ObjectNode node = JSON.objectNode();
        if (forms.size() == 1) {
            node.setAll(forms.getFirst());
        } else if (!forms.isEmpty()) {
            forms.forEach(node.putArray("anyOf")::add);
        }
        Optional.ofNullable(descriptions.get(path)).ifPresent(text -> node.put("description", text));
        Optional.ofNullable(defaults.get(path)).ifPresent(text -> {
            if (text.matches("[0-9]{1,9}")) {
                node.put("default", Integer.parseInt(text));
            } else {
                node.put("default", text);
            }
        });
        return node;
    }

    private ObjectNode of(Form form, String path) {
        return switch (form) {
            case VALUE -> value(shape(path));
            case SECRET ->
                type(JSON.objectNode(), List.of("string", "number", "boolean")).put("minLength", 1);
            case FLAG -> {
                ObjectNode flag = JSON.objectNode();
                flag.putArray("enum").add(true).add(false).add("true").add("false");
                yield flag;
            }
            case SECTION -> object(path + ".");
            case SECTIONS -> list(path, object(path + "[]."));
            case VALUES -> list(path, value(shape(path + "[]")));
            case FREE -> {
                ObjectNode free = type(JSON.objectNode(), List.of("object", "null"));
                free.set("additionalProperties", of(Form.SECRET, path));
                yield free;
            }
        };
    }

    private ObjectNode list(String path, ObjectNode items) {
        ObjectNode list = required(path)
                ? type(JSON.objectNode(), List.of("array")).put("minItems", 1)
                : type(JSON.objectNode(), List.of("array", "null"));
        list.set("items", items);
        return list;
    }

    private Shape shape(String path) {
        return keys(path).stream()
                .map(Key::shape)
                .filter(shape -> !shape.equals(Shape.TEXT))
                .findFirst()
                .orElse(Shape.TEXT);
    }

    /** Values that YAML takes for a number are read as text, and any text may be a reference. */
    private static ObjectNode value(Shape shape) {
        if (!shape.words().isEmpty() && shape.pattern().isEmpty()) {
            ObjectNode either = JSON.objectNode();
            ArrayNode any = either.putArray("anyOf");
            shape.words().forEach(any.addObject().putArray("enum")::add);
            any.addObject().put("type", "string").put("pattern", REFERENCE);
            return either;
        }
        ObjectNode node = JSON.objectNode();
        type(node, numbers(shape)).put("minLength", 1);
        shape.range().ifPresent(range -> {
            if (range.whole()) {
                node.put("minimum", (long) range.min()).put("maximum", (long) range.max());
            } else {
                node.put("minimum", range.min()).put("maximum", range.max());
            }
        });
        if (shape.range().isEmpty() && onlyZero(shape)) {
            node.put("minimum", 0).put("maximum", 0);
        }
        shape.pattern().ifPresent(pattern -> {
            String words = shape.words().isEmpty() ? "" : "|" + String.join("|", shape.words());
            node.put("pattern", "^(?:" + pattern + words + ")$|" + REFERENCE);
        });
        return node;
    }

    /** A text without its unit is a number to YAML, and one that the pattern may refuse. */
    private static List<String> numbers(Shape shape) {
        boolean whole = shape.range().filter(Shape.Range::whole).isPresent() || onlyZero(shape);
        boolean any =
                shape.range().isPresent() || Stream.of("0", "7", "512", "1.5").anyMatch(number -> takes(shape, number));
        return any ? List.of("string", whole ? "integer" : "number") : List.of("string");
    }

    private static boolean onlyZero(Shape shape) {
        return takes(shape, "0") && Stream.of("7", "512", "1.5").noneMatch(number -> takes(shape, number));
    }

    private static boolean takes(Shape shape, String text) {
        return shape.pattern().map(text::matches).orElse(true);
    }

    private static ObjectNode type(ObjectNode node, List<String> types) {
        if (types.size() == 1) {
            return node.put("type", types.getFirst());
        }
        types.forEach(node.putArray("type")::add);
        return node;
    }

    /** What one kind of auth demands, and what it refuses. */
    private ObjectNode rules(AuthKind kind) {
        ObjectNode rule = JSON.objectNode();
        ObjectNode written = JSON.objectNode();
        written.putObject("properties").putObject("type").put("const", Formats.word(kind));
        written.putArray("required").add("type");
        if (kind == AuthKind.OPEN) {
            ArrayNode either = rule.putObject("if").putArray("anyOf").add(written);
            either.addObject().putObject("not").putArray("required").add("type");
        } else {
            rule.set("if", written);
        }
        ObjectNode then = rule.putObject("then");
        List<Reading> readings = byKind.getOrDefault(kind, List.of());
        ArrayNode required = JSON.arrayNode();
        paths().stream()
                .filter(path -> path.matches("auth\\.[\\w-]+"))
                .filter(path -> readings.stream()
                        .allMatch(reading -> Optional.ofNullable(reading.keys().get(path))
                                .filter(Key::required)
                                .isPresent()))
                .forEach(path -> required.add(path.substring("auth.".length())));
        if (!required.isEmpty()) {
            then.set("required", required);
        }
        ObjectNode properties = JSON.objectNode();
        AuthKind.allKeys().stream().filter(key -> !kind.takes(key)).forEach(key -> properties.put(key, false));
        if (kind.takes("allow")) {
            ObjectNode lists = properties.putObject("allow").putObject("properties");
            paths().stream()
                    .filter(path -> path.matches("auth\\.allow\\.[\\w-]+"))
                    .map(path -> path.substring("auth.".length()))
                    .filter(path -> !kind.takes(path))
                    .forEach(path -> lists.put(path.substring("allow.".length()), false));
        }
        if (!properties.isEmpty()) {
            then.set("properties", properties);
        }
        return rule;
    }
}
