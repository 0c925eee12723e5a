package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Draft;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Resource;
import io.rlmprov.kinds.Survey;
import io.rlmprov.kinds.Work;
import io.rlmprov.kinds.engine.DockerEngine;
import io.rlmprov.model.Action;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import io.rlmprov.plan.Kinds;
import io.rlmprov.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One more kind of resource and one more service of the stack are planned, applied, corrected and destroyed, and no production
 * file changes. The kind is a class, a part of the probe and a script; the service is an entry of compose.yaml.
 */
class SampleTest {
    private static final Path SAMPLE = Path.of("src/test/resources/sample");

    private final FakeHost host = new FakeHost("rlm-class");
    private final Operator operator = new Operator(host);
    private String motto = "";

    @TempDir
    Path folder;

    @Test
    void aKindMore() {
        operator.resourceKinds = new ArrayList<>(Kinds.all());
        operator.resourceKinds.add(new Motto());
        operator.scripts = name -> name.contains("motto") ? "" : Operator.script(name);
        host.probed.put("motto", () -> motto);
        host.teach("motto.sh", run -> motto = run.get("WORDS"));

        Plan plan = operator.plan();
        assertThat(told(plan)).contains("CREATE motto/class");
        assertThat(plan.operations())
                .filteredOn(operation -> operation.local().equals("write-motto"))
                .singleElement()
                .satisfies(operation -> assertThat(operation.after()).containsExactly("hub1/install-docker"));
        operator.apply();
        assertThat(motto).isEqualTo("think again");
        assertThat(operator.plan().isEmpty()).isTrue();

        motto = "guess";
        assertThat(operator.plan().changes())
                .singleElement()
                .satisfies(change -> assertThat(change.fields())
                        .extracting(field -> field.path() + " " + field.origin())
                        .containsExactly("words DRIFT"));
        operator.apply();
        assertThat(motto).isEqualTo("think again");

        assertThat(told(operator.planDestroy(false))).contains("DELETE motto/class");
        operator.destroy(false);
        assertThat(motto).isEmpty();
    }

    @Test
    void aServiceMore() throws IOException {
        operator.compose = folder.resolve("compose.yaml");
        Files.writeString(
                operator.compose,
                Files.readString(Path.of("images/compose.yaml"))
                        .replace("\nservices:\n", "\nservices:\n" + Files.readString(SAMPLE.resolve("service.yaml"))));

        assertThat(told(operator.plan())).contains("CREATE service/board");
        operator.apply();
        assertThat(operator.plan().isEmpty()).isTrue();
        FakeContainer board =
                host.machine().docker.container("rlmprov-rlm-class-board").orElseThrow();
        assertThat(board.running()).isTrue();

        host.machine().docker.put(board.inState("paused", ""));
        assertThat(told(operator.plan())).containsExactly("UPDATE service/board");
        operator.apply();
        assertThat(host.ran()).contains("remove rlmprov-rlm-class-board");

        operator.add("idle: {timeout: 30m}\n");
        assertThat(told(operator.plan()))
                .as("it reads settings.json, so it starts again")
                .contains("REPLACE service/board", "REPLACE service/hub")
                .doesNotContain("REPLACE service/proxy");
        operator.apply();
        operator.destroy(false);
        assertThat(host.machine().docker.container("rlmprov-rlm-class-board")).isEmpty();
    }

    private static List<String> told(Plan plan) {
        return plan.changes().stream()
                .map(change -> change.verb() + " " + change.address().local())
                .toList();
    }

    /** Words on a wall. */
    private record Motto() implements Kind {
        @Override
        public String name() {
            return "motto";
        }

        private record Words(Address address) implements Resource {
            @Override
            public SortedMap<String, Attribute> attributes() {
                return new TreeMap<>(Map.of("words", Attribute.config("think again")));
            }

            @Override
            public List<Dependency> dependencies() {
                return List.of(Dependency.order(new Address(address.host(), DockerEngine.NAME, DockerEngine.DOCKER)));
            }
        }

        @Override
        public List<Words> desired(Blueprint blueprint) {
            return List.of(new Words(blueprint.address(name(), "class")));
        }

        @Override
        public void observe(Survey survey) {
            survey.facts().probe().lines("motto").forEach(words -> survey.put(name(), "class", "words", words));
        }

        @Override
        public void operations(Work work) {
            List<Change> changes = work.changes().of(name());
            if (!changes.isEmpty()) {
                String words = changes.getFirst().verb() == Verb.DELETE ? "" : "think again";
                work.graph()
                        .add(Draft.of(
                                        "write-motto",
                                        "Writing the motto",
                                        "Wrote the motto",
                                        new Action.Run("motto.sh", Map.of("WORDS", words), "Find a pen."))
                                .making(changes));
            }
        }
    }
}
