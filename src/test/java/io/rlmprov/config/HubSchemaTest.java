package io.rlmprov.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.rlmprov.config.Key.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code docs/hub.schema.json} is made from what the readers ask for, and agrees with them. {@code -Dgolden=write} renews the
 * file, to be read in the diff.
 */
class HubSchemaTest {
    private static final Path FILE = Path.of("docs/hub.schema.json");
    private static final Path CASES = Resources.CONFIG.resolve("cases");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Cases that the readers refuse and a schema cannot, with the reason. */
    private static final Map<String, String> BEYOND_A_SCHEMA = beyond();

    /** Made once: it takes a pass of the readers for each kind of auth and of certificate. */
    private static final HubSchema SCHEMA = schema();

    @Test
    void theFileIsWhatTheReadersAskFor() throws IOException {
        String made = SCHEMA.make().toPrettyString() + "\n";
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(FILE, made);
        }
        assertThat(made).isEqualTo(Files.readString(FILE));
    }

    @Test
    void everyKeyHasAFormAndADescription() {
        assertThat(SCHEMA.paths()).filteredOn(path -> !path.startsWith("keys.")).allSatisfy(path -> {
            assertThat(SCHEMA.forms(path)).as("the forms of " + path).isNotEmpty();
            if (!SCHEMA.forms(path).equals(new java.util.TreeSet<>(List.of(Form.SECTION)))) {
                assertThat(SCHEMA.descriptions().get(path))
                        .as("the lines of hub.yaml.example above " + path)
                        .isNotBlank();
            }
        });
    }

    @Test
    void hubYamlExampleNamesTheSchemaInItsFirstLine() {
        assertThat(Resources.text(Path.of("hub.yaml.example")).lines().findFirst())
                .contains("# yaml-language-server: $schema=" + FILE);
    }

    @ParameterizedTest
    @EnumSource
    void theExampleIsValidForEachKindOfAuth(AuthKind kind) {
        assertThat(errors(HubExampleTest.with(kind))).isEmpty();
    }

    static List<String> cases() throws IOException {
        return HubReaderCasesTest.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theSchemaAgreesWithTheReader(String name) {
        String text = Resources.text(CASES.resolve(name + ".yaml"));
        if (json(text).isEmpty()) {
            // It is no YAML, which editors report without a schema.
            assertThat(accepted(text)).isFalse();
        } else if (accepted(text)) {
            assertThat(errors(text)).as("errors of what the reader accepts").isEmpty();
        } else if (BEYOND_A_SCHEMA.containsKey(name)) {
            assertThat(errors(text))
                    .as("a schema can refuse it: take it from the list")
                    .isEmpty();
        } else {
            assertThat(errors(text)).as("nothing of what the reader refuses").isNotEmpty();
        }
    }

    private static Map<String, String> beyond() {
        Map<String, String> beyond = new TreeMap<>();
        for (String line : Resources.text(Resources.CONFIG.resolve("beyond-a-schema.txt"))
                .lines()
                .toList()) {
            String[] part = line.split(": ", 2);
            beyond.put(part[0], part[1]);
        }
        return beyond;
    }

    private static boolean accepted(String text) {
        try {
            HubReader.read(Resources.reading(text));
            return true;
        } catch (ConfigException e) {
            return false;
        }
    }

    private List<String> errors(String text) {
        JsonSchema validator = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(SCHEMA.make().toString());
        return validator.validate(json(text).orElseThrow()).stream()
                .map(message -> message.getMessage())
                .toList();
    }

    /** As a YAML parser of an editor gives it to a schema. */
    private static Optional<JsonNode> json(String text) {
        Reading reading = Resources.reading(text);
        Optional<Node> tree = YamlTree.parse(reading.source(), reading.problems());
        try {
            reading.problems().refuse();
        } catch (ConfigException syntax) {
            return Optional.empty();
        }
        return tree.map(HubSchemaTest::json);
    }

    private static JsonNode json(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> scalar(scalar);
            case Node.Sequence list -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                list.items().forEach(item -> array.add(json(item)));
                yield array;
            }
            case Node.Mapping mapping -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                mapping.entries().forEach((key, entry) -> object.set(key, json(entry.value())));
                yield object;
            }
        };
    }

    private static JsonNode scalar(Node.Scalar scalar) {
        return switch (scalar.kind()) {
            case EMPTY -> JsonNodeFactory.instance.nullNode();
            case BOOLEAN ->
                scalar.text().matches("true|false")
                        ? JsonNodeFactory.instance.booleanNode(scalar.text().equals("true"))
                        : JsonNodeFactory.instance.textNode(scalar.text());
            case TEXT, REFUSED -> number(scalar.text());
        };
    }

    private static JsonNode number(String text) {
        try {
            return text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?")
                    ? JSON.readTree(text)
                    : JsonNodeFactory.instance.textNode(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static HubSchema schema() {
        SortedMap<AuthKind, List<Reading>> byKind = new TreeMap<>();
        for (AuthKind kind : AuthKind.values()) {
            List<Reading> readings = new ArrayList<>(List.of(read(HubExampleTest.with(kind))));
            if (kind.takes("allow")) {
                readings.add(read(everyone(HubExampleTest.with(kind))));
            }
            for (HubExampleTest.Web web : HubExampleTest.Web.values()) {
                String text = HubExampleTest.with(kind, web);
                readings.add(read(text));
                readings.add(read(text.replaceFirst("(?m)^  domain: (.*)$", "  domain: [$1]")));
            }
            byKind.put(kind, readings);
        }
        return new HubSchema(byKind, descriptions(), defaults());
    }

    private static Reading read(String text) {
        Reading reading = Resources.reading(text);
        HubReader.read(reading);
        return reading;
    }

    /** The list of those who may log in replaced by the word. */
    private static String everyone(String text) {
        int auth = text.indexOf("\nauth:");
        return text.substring(0, auth)
                + text.substring(auth)
                        .replaceFirst("(?m)^  allow:$", "  allow: everyone")
                        .replaceAll("(?m)^    (users|organizations|domains|groups):.*\n?", "");
    }

    /** The comment above each key, without its indentation. */
    private static Map<String, String> descriptions() {
        String all = HubExampleTest.withAllKeys();
        List<String> lines = all.lines().toList();
        Map<String, String> descriptions = new TreeMap<>();
        HubExampleTest.places(all).forEach((path, line) -> {
            int first = line;
            while (first > 0 && lines.get(first - 1).matches(" *# .*")) {
                first--;
            }
            String text = String.join(
                    " ",
                    lines.subList(first, line).stream()
                            .map(comment -> comment.replaceFirst("^ *# ", "").strip())
                            .toList());
            if (!text.isEmpty()) {
                descriptions.put(path, text);
            }
        });
        return descriptions;
    }

    /** What stands below the line of dashes and is not switched off. */
    private static Map<String, String> defaults() {
        String example = Resources.text(Path.of("hub.yaml.example"));
        long dashes =
                example.lines().takeWhile(line -> !line.startsWith("# ---")).count();
        Map<String, String> defaults = new TreeMap<>();
        List<String> lines = example.lines().toList();
        HubExampleTest.places(example).forEach((path, line) -> {
            String value = lines.get(line).replaceFirst("^[ -]*[\\w-]+: *", "");
            if (line > dashes && !value.isEmpty() && !value.startsWith("[")) {
                defaults.put(path, value);
            }
        });
        return defaults;
    }
}
