package io.rlmprov.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.config.Hub.ServerSpec;
import io.rlmprov.desired.Address;
import io.rlmprov.desired.Address.Kind;
import io.rlmprov.desired.Desired;
import io.rlmprov.desired.Resource;
import io.rlmprov.desired.Value;
import io.rlmprov.facts.Observed;
import io.rlmprov.facts.Recorded;
import io.rlmprov.plan.FieldDiff.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is, what should be, and what the last apply left: each combination of the three has one reading. */
class DifferTest {
    private static final Address PROXY = new Address("hub1", Kind.SERVICE, "proxy");
    private static final Address BOB = new Address("hub1", Kind.SERVER, "bob");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // observed, desired, recorded, origin of a field that hub.yaml sets (the port)
                "8000, 80, 8000, CONFIG",
                "8080, 8000, 8000, DRIFT",
                "8080, 80, 8000, CONFIG",
                "8000, 80, -, CONFIG",
                "8000, 80, 80, DRIFT",
                "-, 80, 80, DRIFT",
                "-, 80, 8000, CONFIG",
                "8000, -, 8000, CONFIG",
                "8000, -, -, DRIFT"
            })
    void tellsAHandOnTheHostFromAChangeOfHubYaml(String observed, String desired, String recorded, Origin origin) {
        List<Change> changes = differ(Map.of(PROXY, port(observed)), Map.of("service/proxy", port(recorded)))
                .changes(desired(proxy(Optional.ofNullable(desired).map(Integer::valueOf))));
        assertThat(changes)
                .singleElement()
                .satisfies(change -> assertThat(change.fields())
                        .filteredOn(field -> field.path().equals("port"))
                        .extracting(FieldDiff::origin)
                        .containsExactly(origin));
    }

    @Test
    void whatIsAsItShouldBeAndRecordedIsNoChange() {
        assertThat(differ(Map.of(PROXY, port("80")), Map.of("service/proxy", port("80")))
                        .changes(desired(proxy(Optional.of(80)))))
                .isEmpty();
    }

    @Test
    void whatIsAsItShouldBeButNotRecordedIsAdopted() {
        assertThat(differ(Map.of(PROXY, port("80")), Map.of()).changes(desired(proxy(Optional.of(80)))))
                .containsExactly(new Change.Adopt(PROXY, List.of()));
    }

    @Test
    void whatTheRecordLagsBehindIsAdopted() {
        assertThat(differ(Map.of(PROXY, port("80")), Map.of("service/proxy", port("8000")))
                        .changes(desired(proxy(Optional.of(80)))))
                .containsExactly(new Change.Adopt(PROXY, List.of()));
    }

    @Test
    void aFieldThatCannotBeChangedInPlaceReplaces() {
        assertThat(differ(Map.of(PROXY, port("8000")), Map.of()).changes(desired(proxy(Optional.of(80)))))
                .singleElement()
                .isInstanceOf(Change.Replace.class);
    }

    @Test
    void aFieldThatCanIsUpdated() {
        SortedMap<String, Value> exited = port("80");
        exited.put("state", Value.of("exited"));
        assertThat(differ(Map.of(PROXY, exited), Map.of()).changes(desired(proxy(Optional.of(80)))))
                .containsExactly(new Change.Update(
                        PROXY,
                        List.of(new FieldDiff(
                                "state",
                                Optional.of(Value.of("exited")),
                                Optional.of(Value.of("running")),
                                false,
                                Origin.CONFIG))));
    }

    @Test
    void serversAreNeitherRecordedNorAdopted() {
        Resource.UserServer bob = new Resource.UserServer(
                BOB, "jupyter-bob", 1024, 1.0, new ServerSpec(Optional.empty(), Optional.empty()));
        SortedMap<String, Value> asIs = new TreeMap<>(Map.of("memory", Value.of(1024), "cpu", Value.of(1.0)));
        assertThat(differ(Map.of(BOB, asIs), Map.of()).changes(desired(bob))).isEmpty();
    }

    @Test
    void whatNobodyWantsGoesUnlessItIsRetained() {
        Observed observed = new Observed(new TreeMap<>(Map.of(PROXY, port("80"), BOB, new TreeMap<>())));
        Differ differ = new Differ(
                observed, Recorded.nothing(), it -> it.equals(BOB) ? Optional.of("because") : Optional.empty());
        List<Change> changes = differ.changes(Desired.nothing());
        assertThat(changes).hasSize(2);
        assertThat(changes.get(0)).isInstanceOf(Change.Delete.class);
        assertThat(changes.get(1)).isEqualTo(new Change.Keep(BOB, "because"));
    }

    private static Differ differ(
            Map<Address, SortedMap<String, Value>> observed, Map<String, SortedMap<String, Value>> recorded) {
        return new Differ(
                new Observed(new TreeMap<>(observed)), new Recorded(new TreeMap<>(recorded)), _ -> Optional.empty());
    }

    private static Desired desired(Resource resource) {
        return Desired.of(List.of(resource), List.of());
    }

    private static Resource proxy(Optional<Integer> port) {
        return new Resource.Service(PROXY, "rlm-hub:1", port, "s");
    }

    private static SortedMap<String, Value> port(String port) {
        SortedMap<String, Value> values = new TreeMap<>(
                Map.of("image", Value.of("rlm-hub:1"), "spec", Value.of("s"), "state", Value.of("running")));
        Optional.ofNullable(port).ifPresent(it -> values.put("port", Value.of(it)));
        return values;
    }
}
