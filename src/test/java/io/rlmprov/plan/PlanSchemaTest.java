package io.rlmprov.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.rlmprov.model.PlanDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema in the documentation describes what is printed, and what is printed can be read back. */
class PlanSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path PLANS = Path.of("src/test/resources/plans");

    private JsonSchema schema;

    @BeforeEach
    void read() throws IOException {
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs/plan.schema.json")));
    }

    static List<Path> plans() throws IOException {
        try (Stream<Path> folders = Files.list(PLANS)) {
            return folders.map(folder -> folder.resolve("expected.json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyGoldenPlanIsAsTheSchemaSays(Path plan) throws IOException {
        assertThat(schema.validate(JSON.readTree(plan.toFile()))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyGoldenPlanComesBackAsItWent(Path plan) throws IOException {
        String text = Files.readString(plan);
        PlanDocument document = PlanJson.read(text);
        assertThat(PlanJson.pretty(document) + "\n").isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"format", "id", "action", "hub", "hosts", "changes", "operations", "summary"})
    void aPlanThatLacksSomethingIsNone(String part) throws IOException {
        ObjectNode plan = plan();
        plan.remove(part);
        assertThat(schema.validate(plan)).isNotEmpty();
    }

    @Test
    void aSecretIsNoPartOfAPlan() throws IOException {
        ObjectNode plan = plan();
        JsonNode field = Stream.of(plan.path("changes"))
                .flatMap(changes -> changes.findParents("sensitive").stream())
                .filter(it -> it.path("sensitive").asBoolean())
                .findFirst()
                .orElseThrow();
        ((ObjectNode) field).put("after", "sk-secret");
        assertThat(schema.validate(plan)).isNotEmpty();
    }

    private static ObjectNode plan() throws IOException {
        return (ObjectNode) JSON.readTree(PLANS.resolve("new-key/expected.json").toFile());
    }
}
