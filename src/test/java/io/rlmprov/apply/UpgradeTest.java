package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import io.rlmprov.model.FieldDiff.Origin;
import io.rlmprov.plan.Plan;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hub that an older release made comes up to this one by one apply, and its plan does not call the difference drift. */
class UpgradeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeHost host = new FakeHost("rlm-class");
    private final FakeMachine machine = host.machine();
    private final Operator operator = new Operator(host);

    @BeforeEach
    void aHubWithAUserAtWork() {
        operator.apply();
        host.userLogsIn("bob");
    }

    @Test
    void aRecordOfFormatOneIsReadAndWrittenAnew() throws JsonProcessingException {
        rewriteRecord(_ -> {});
        assertThat(operator.plan().changes()).extracting(Change::verb).containsOnly(Verb.ADOPT);
        operator.apply();
        assertThat(operator.plan().changes()).isEmpty();
        assertThat(machine.files.read(machine.state("record.json")).orElseThrow())
                .contains("\"format\" : 2");
    }

    @Test
    void driftIsToldFromTheUpgradeAllTheSame() throws JsonProcessingException {
        rewriteRecord(_ -> {});
        edit("settings.json", "\"timeout\" : 3600", "\"timeout\" : 600");
        assertThat(operator.plan().changes().stream().flatMap(change -> change.fields().stream()))
                .singleElement()
                .satisfies(field -> assertThat(field.origin()).isEqualTo(Origin.DRIFT));
    }

    /** What release 0.1.0 left: service engine, no .env in the record, users in settings.json, no chain "into". */
    @Test
    void theHubOfTheFirstRelease() throws JsonProcessingException {
        edit("settings.json", "\"auth\" : {", "\"users\" : {\"count\" : 20, \"peak\" : 20}, \"auth\" : {");
        edit("compose.yaml", "docker-proxy", "engine");
        machine.files.write(
                machine.state("firewall.loaded"),
                machine.files
                        .read(machine.state("firewall.loaded"))
                        .orElseThrow()
                        .replace("into in-force\n", ""),
                "0600");
        oldEngine();
        rewriteRecord(resources -> {
            resources.remove("file/.env");
            ObjectNode engine = (ObjectNode) resources.remove("service/docker-proxy");
            resources.set("service/engine", engine.retain("image", "state").put("spec", "0123456789abcdef"));
            ((ObjectNode) resources.path("firewall/servers")).remove("into");
            ((ObjectNode) resources.path("file/settings.json"))
                    .put("users.count", "20")
                    .put("users.peak", "20");
            ((ObjectNode) resources.path("file/compose.yaml"))
                    .put(
                            "content",
                            io.rlmprov.model.FileContent.of(machine.files
                                            .read(machine.file("compose.yaml"))
                                            .orElseThrow())
                                    .mark());
        });

        Plan plan = operator.plan();
        assertThat(plan.changes().stream().flatMap(change -> change.fields().stream()))
                .extracting(field -> field.origin() + " " + field.path())
                .contains("UPGRADE users.count", "UPGRADE into", "UPGRADE content")
                .noneMatch(field -> field.startsWith("DRIFT"));
        assertThat(plan.changes())
                .extracting(change -> change.verb() + " " + change.address().local())
                .contains("DELETE service/engine", "CREATE service/docker-proxy")
                .noneMatch(change -> change.contains(" server/"));
        operator.apply();
        assertThat(operator.plan().changes()).isEmpty();
        assertThat(machine.docker.container("rlmprov-rlm-class-engine")).isEmpty();
        assertThat(machine.docker.container("jupyter-bob").filter(FakeContainer::running))
                .isPresent();
    }

    private void oldEngine() {
        FakeContainer now =
                machine.docker.container("rlmprov-rlm-class-docker-proxy").orElseThrow();
        machine.docker.remove(now.name());
        Map<String, String> labels = new TreeMap<>(now.labels());
        labels.put("com.docker.compose.service", "engine");
        labels.put("io.rlmprov.spec", "0123456789abcdef");
        machine.docker.put(FakeContainer.service(
                "rlmprov-rlm-class", "engine", now.image(), Optional.empty(), labels, now.inspected()));
    }

    private void edit(String file, String from, String to) {
        String text = machine.files.read(machine.file(file)).orElseThrow();
        assertThat(text).contains(from);
        machine.files.write(machine.file(file), text.replace(from, to), "0644");
    }

    @FunctionalInterface
    private interface Edit {
        void accept(ObjectNode resources);
    }

    /** Format 1 kept every value as a text. */
    private void rewriteRecord(Edit edit) throws JsonProcessingException {
        ObjectNode record = (ObjectNode)
                JSON.readTree(machine.files.read(machine.state("record.json")).orElseThrow());
        record.put("format", 1);
        ObjectNode resources = (ObjectNode) record.path("resources");
        resources.forEach(resource -> resource.properties().forEach(field -> {
            if (!field.getValue().isObject()) {
                ((ObjectNode) resource).put(field.getKey(), text(field));
            }
        }));
        edit.accept(resources);
        machine.files.write(machine.state("record.json"), JSON.writeValueAsString(record), "0600");
    }

    private static String text(Map.Entry<String, com.fasterxml.jackson.databind.JsonNode> field) {
        return field.getValue().isTextual()
                ? field.getValue().textValue()
                : field.getValue().toString();
    }
}
