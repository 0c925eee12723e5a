package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Verb;
import io.rlmprov.model.FieldDiff;
import io.rlmprov.model.Value;
import io.rlmprov.plan.Kinds;
import io.rlmprov.plan.Plan;
import io.rlmprov.plan.Selection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A part of a plan, for pairs of changes: what a change needs comes along, nothing else happens, and the next whole plan is what
 * was left out.
 */
class SelectionTest {
    /** Hosts with much to do. */
    enum Situation {
        BARE,
        /** hub.yaml, files and a secret were changed. */
        CHANGED,
        /** Somebody changed things on the host. */
        DRIFTED;

        Operator operator() {
            FakeHost host = new FakeHost("rlm-class");
            Operator ann = new Operator(host).add("trust: {certificates: [corp.pem]}\n");
            if (this == BARE) {
                return ann;
            }
            ann.apply();
            host.userLogsIn("bob");
            FakeMachine machine = host.machine();
            if (this == CHANGED) {
                ann.edit("count: 20", "count: 10").add("http: {port: 80}\nserver: {memory: 256M}\n");
                ann.environment.put("OPENAI_API_KEY", "another");
                ann.hubContext.putAll(Operator.files("Dockerfile", "FROM another"));
                ann.userContext.putAll(Operator.files("Dockerfile", "FROM another"));
                ann.notebooks.remove("1 start.ipynb");
            } else {
                String settings = machine.file("settings.json");
                machine.files.write(
                        settings, machine.files.read(settings).orElseThrow().replace("3600", "60"), "0666");
                machine.files.write(machine.file("compose.override.yaml"), "services: {}\n", "0644");
                machine.files.write(machine.file("proxy.env"), "nothing\n", "0600");
                machine.files.remove(machine.file("notebooks/1 start.ipynb"));
                machine.docker.put(machine.docker
                        .container("rlmprov-rlm-class-proxy")
                        .orElseThrow()
                        .inState("running", "unhealthy"));
            }
            return ann;
        }
    }

    @ParameterizedTest
    @EnumSource(Situation.class)
    void somePairsOfTargets(Situation situation) {
        targets(situation, some(pairs(changing(situation.operator().plan()))));
    }

    @ParameterizedTest
    @EnumSource(Situation.class)
    @Tag("full")
    void everyPairOfTargets(Situation situation) {
        targets(situation, pairs(changing(situation.operator().plan())));
    }

    private static void targets(Situation situation, List<List<String>> pairs) {
        List<String> all = changing(situation.operator().plan());
        assertThat(all).hasSizeGreaterThan(4);
        // Many pairs come to the same part of the plan.
        Set<List<String>> seen = new HashSet<>();
        for (List<String> pair : pairs) {
            Selection part = new Selection(pair, List.of(), List.of());
            Operator operator = situation.operator();
            Plan plan = operator.plan(part);
            if (seen.add(changing(plan))) {
                String as = situation + " " + part;
                assertThat(changing(plan)).as(as).containsAll(pair);
                assertThat(sum(changing(plan), leftOut(plan))).as(as).containsExactlyElementsOf(sorted(all));
                assertApplies(plan, () -> operator.apply(part), operator::plan, as);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Situation.class)
    void someTargetsWithSomeExcludes(Situation situation) {
        excludes(situation, some(pairs(changing(situation.operator().plan()))));
    }

    @ParameterizedTest
    @EnumSource(Situation.class)
    @Tag("full")
    void everyTargetWithEveryExclude(Situation situation) {
        excludes(situation, pairs(changing(situation.operator().plan())));
    }

    private static void excludes(Situation situation, List<List<String>> pairs) {
        for (List<String> pair : pairs) {
            for (List<String> order : List.of(pair, pair.reversed())) {
                Selection part = new Selection(List.of(order.getFirst()), List.of(order.getLast()), List.of());
                Plan plan = situation.operator().plan(part);
                assertThat(changing(plan)).as(part.toString()).doesNotContain(order.getLast());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Situation.class)
    void everyExclude(Situation situation) {
        for (String exclude : changing(situation.operator().plan())) {
            Selection part = new Selection(List.of(), List.of(exclude), List.of());
            Operator operator = situation.operator();
            Plan plan = operator.plan(part);
            assertThat(leftOut(plan)).contains(exclude);
            assertApplies(plan, () -> operator.apply(part), operator::plan, situation + " " + part);
        }
    }

    @Test
    void somePairsOfWhatGoesWhenAHubGoes() {
        destroys(some(pairs(changing(hub().planDestroy(true)))));
    }

    @Test
    @Tag("full")
    void everyPairOfWhatGoesWhenAHubGoes() {
        destroys(pairs(changing(hub().planDestroy(true))));
    }

    private static void destroys(List<List<String>> pairs) {
        assertThat(pairs).hasSizeGreaterThan(9);
        Set<List<String>> seen = new HashSet<>();
        for (List<String> pair : pairs) {
            Selection part = new Selection(pair, List.of(), List.of());
            Operator operator = hub();
            Plan plan = operator.planDestroy(true, part);
            if (seen.add(changing(plan))) {
                assertApplies(
                        plan, () -> operator.destroy(true, part), () -> operator.planDestroy(true), part.toString());
            }
        }
    }

    @Test
    void noDataGoesBecauseSomethingElseDoes() {
        Selection part = new Selection(List.of("network/*"), List.of(), List.of());
        assertThat(changing(hub().planDestroy(true, part)))
                .contains("service/hub", "server/bob", "firewall/servers")
                .noneMatch(address -> address.startsWith("volume/"));
    }

    @Test
    void anExcludedVolumeStaysWhenAllElseGoes() {
        Operator operator = hub();
        Selection part = new Selection(List.of(), List.of("volume/*"), List.of());
        assertThat(changing(operator.destroy(true, part)))
                .containsExactlyInAnyOrder("volume/jupyterhub-user-bob", "volume/rlmprov-rlm-class-hub");
    }

    @Test
    void imagesCanBeBuiltBeforeAnythingStartsAgain() {
        Operator operator = Situation.CHANGED.operator();
        Selection images = new Selection(List.of("image/*"), List.of(), List.of());
        Plan plan = operator.plan(images);
        assertThat(changing(plan))
                .containsExactlyInAnyOrder(
                        "image/rlm-hub", "image/rlm-singleuser", "directory/images/hub", "directory/images/singleuser");
        operator.apply(images);
        assertThat(changing(operator.plan())).contains("service/hub").doesNotContain("image/rlm-hub");
    }

    @Test
    void theRecordKeepsJustWhatWasApplied() {
        Operator operator = Situation.CHANGED.operator();
        operator.apply(new Selection(List.of("directory/notebooks"), List.of(), List.of()));
        Plan rest = operator.plan();
        assertThat(rest.changes())
                .flatExtracting(Change::fields)
                .as("what was left out is still a change of hub.yaml, and no drift")
                .noneMatch(field -> field.origin() == FieldDiff.Origin.DRIFT);
    }

    @Test
    void aServiceThatWorksIsReplacedOnRequest() {
        Operator operator = hub();
        Selection part = new Selection(List.of(), List.of(), List.of("service/proxy"));
        Plan plan = operator.plan(part);
        assertThat(changing(plan)).containsExactly("service/proxy");
        assertThat(plan.changes().getFirst().verb()).isEqualTo(Verb.REPLACE);
        assertThat(plan.operations()).extracting(it -> it.local()).contains("stop-services", "check-server");
        assertThat(operator.apply(part).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "servce/hub, did you mean service/hub?",
        "hub1/service/hbu, did you mean service/hub?",
        "images/*, did you mean image/*?",
        "nothing, no resource of this hub has the address nothing"
    })
    void anAddressThatMatchesNothingIsAnError(String address, String message) {
        Plan plan = hub().plan();
        Selection part = new Selection(List.of(), List.of(address), List.of());
        assertThatThrownBy(() -> part.check(plan, Kinds.replaceable()))
                .isInstanceOf(RlmprovException.class)
                .hasMessageContaining(message);
    }

    @Test
    void addressesMayHaveTheirHostAndOnlyServicesCanBeReplaced() {
        Plan plan = hub().plan();
        assertThatCode(() -> new Selection(List.of("hub1/service/h?b", "*.env"), List.of(), List.of("service/*"))
                        .check(plan, Kinds.replaceable()))
                .doesNotThrowAnyException();
        assertThatThrownBy(
                        () -> new Selection(List.of(), List.of(), List.of("volume/*")).check(plan, Kinds.replaceable()))
                .hasMessageContaining("resources of the kind volume cannot be replaced on demand");
    }

    /** Each with itself, too. */
    private static List<List<String>> pairs(List<String> all) {
        return IntStream.range(0, all.size())
                .boxed()
                .flatMap(i -> all.subList(i, all.size()).stream().map(other -> List.of(all.get(i), other)))
                .toList();
    }

    /** Always the same. */
    private static List<List<String>> some(List<List<String>> pairs) {
        List<List<String>> all = new ArrayList<>(pairs);
        Collections.shuffle(all, new Random(1));
        return all.subList(0, Math.min(10, all.size()));
    }

    private static Operator hub() {
        FakeHost host = new FakeHost("rlm-class");
        Operator operator = new Operator(host);
        operator.apply();
        host.userLogsIn("bob");
        return operator;
    }

    private static void assertApplies(Plan plan, Supplier<Plan> apply, Supplier<Plan> look, String as) {
        SortedMap<Address, SortedMap<String, Value>> before = observed(look.get());
        Set<String> chosen = Set.copyOf(changing(plan));
        Plan applied = apply.get();
        Plan rest = look.get();
        assertThat(changing(applied)).as(as).isEqualTo(changing(rest));
        assertThat(changing(rest)).as("what is left of " + as).containsExactlyElementsOf(leftOut(plan));
        observed(rest).forEach((address, values) -> {
            if (!chosen.contains(address.local()) && !address.kind().equals("proof")) {
                assertThat(values).as(address + ", which is not in " + as).isEqualTo(before.get(address));
            }
        });
    }

    private static SortedMap<Address, SortedMap<String, Value>> observed(Plan plan) {
        return plan.hosts().getFirst().observed().resources();
    }

    /** Addresses of what is done, without the proof, which an apply that was put off demands. */
    private static List<String> changing(Plan plan) {
        return sorted(names(plan.changes()));
    }

    private static List<String> leftOut(Plan plan) {
        return sorted(names(plan.leftOut()));
    }

    private static List<String> names(List<Change> changes) {
        return changes.stream()
                .filter(change ->
                        change.verb() != Verb.KEEP && !change.address().kind().equals("proof"))
                .map(change -> change.address().local())
                .collect(Collectors.toList());
    }

    private static List<String> sum(List<String> one, List<String> other) {
        List<String> all = new ArrayList<>(one);
        all.addAll(other);
        return sorted(all);
    }

    private static List<String> sorted(List<String> names) {
        return List.copyOf(new TreeSet<>(names));
    }
}
