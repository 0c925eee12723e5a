package io.rlmprov.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.kinds.Blueprint;
import io.rlmprov.kinds.Departure;
import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Kind;
import io.rlmprov.kinds.Observed;
import io.rlmprov.kinds.Resource;
import io.rlmprov.kinds.Survey;
import io.rlmprov.kinds.Work;
import io.rlmprov.model.Address;
import io.rlmprov.model.Attribute;
import io.rlmprov.model.Change;
import io.rlmprov.model.Change.Reason;
import io.rlmprov.model.Change.Verb;
import io.rlmprov.model.FieldDiff;
import io.rlmprov.model.FieldDiff.Origin;
import io.rlmprov.model.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is, what should be, and what the last apply left: each combination of the three has one reading. */
class DifferTest {
    private static final Address LAMP = new Address("hub1", "lamp", "hall");
    private static final Address GUEST = new Address("hub1", "guest", "bob");
    private static final List<Kind> KINDS = List.of(new Sample("lamp", false), new Sample("guest", true));

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // observed, desired, recorded, origin
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
        List<Change> changes = differ(Map.of(LAMP, port(observed)), Map.of("lamp/hall", port(recorded)))
                .changes(lamp(Optional.ofNullable(desired).map(Integer::valueOf), Attribute.Source.CONFIG));
        assertThat(changes)
                .singleElement()
                .satisfies(change -> assertThat(change.fields())
                        .filteredOn(field -> field.path().equals("port"))
                        .extracting(FieldDiff::origin)
                        .containsExactly(origin));
    }

    @ParameterizedTest
    @CsvSource({"CONFIG, CONFIG", "SIZING, SIZING", "CONSEQUENCE, CONSEQUENCE", "SHIPPED, UPGRADE"})
    void whatIsNoDriftHasTheOriginOfItsAttribute(Attribute.Source source, Origin origin) {
        List<Change> changes = differ(Map.of(LAMP, port("8000")), Map.of("lamp/hall", port("8000")))
                .changes(lamp(Optional.of(80), source));
        assertThat(changes.getFirst().fields()).extracting(FieldDiff::origin).containsExactly(origin);
    }

    @Test
    void aNumberIsNotTheTextThatLooksLikeIt() {
        SortedMap<String, Value> text = withoutPort();
        text.put("port", Value.of("80"));
        assertThat(differ(Map.of(LAMP, text), Map.of("lamp/hall", port("80")))
                        .changes(lamp(Optional.of(80), Attribute.Source.CONFIG)))
                .singleElement()
                .satisfies(change ->
                        assertThat(change.fields().getFirst().origin()).isEqualTo(Origin.DRIFT));
    }

    @Test
    void aRecordOfFormatOneKnowsNoForms() {
        Recorded old = new Recorded(
                new TreeMap<>(Map.of(
                        "lamp/hall",
                        new TreeMap<>(Map.of("port", Value.untyped("80"), "state", Value.untyped("running"))))),
                true);
        Differ differ = new Differ(KINDS, observed(Map.of(LAMP, port("8000"))), old, apply());
        assertThat(differ.changes(lamp(Optional.of(80), Attribute.Source.CONFIG))
                        .getFirst()
                        .fields())
                .extracting(FieldDiff::origin)
                .containsExactly(Origin.DRIFT);
    }

    @Test
    void whatAnOlderVersionDidNotSetIsAnUpgradeAndNoDrift() {
        Recorded old = new Recorded(
                new TreeMap<>(Map.of("lamp/hall", new TreeMap<>(Map.of("state", Value.untyped("running"))))), true);
        SortedMap<String, Value> withoutPort = withoutPort();
        Differ differ = new Differ(KINDS, observed(Map.of(LAMP, withoutPort)), old, apply());
        assertThat(differ.changes(lamp(Optional.of(80), Attribute.Source.CONFIG))
                        .getFirst()
                        .fields())
                .extracting(FieldDiff::origin)
                .containsExactly(Origin.UPGRADE);
    }

    @Test
    void whatIsAsItShouldBeAndRecordedIsNoChange() {
        assertThat(differ(Map.of(LAMP, port("80")), Map.of("lamp/hall", port("80")))
                        .changes(lamp(Optional.of(80), Attribute.Source.CONFIG)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-", "8000"})
    void whatIsAsItShouldBeThoughTheRecordDoesNotKnowIsAdopted(String recorded) {
        Map<String, SortedMap<String, Value>> record =
                recorded == null ? Map.of() : Map.of("lamp/hall", port(recorded));
        assertThat(differ(Map.of(LAMP, port("80")), record).changes(lamp(Optional.of(80), Attribute.Source.CONFIG)))
                .containsExactly(Change.of(LAMP, Verb.ADOPT, List.of()));
    }

    @Test
    void aFieldThatCannotBeChangedInPlaceReplaces() {
        assertThat(differ(Map.of(LAMP, port("8000")), Map.of()).changes(lamp(Optional.of(80), Attribute.Source.CONFIG)))
                .extracting(Change::verb)
                .containsExactly(Verb.REPLACE);
    }

    @Test
    void aFieldThatCanIsUpdatedForTheReasonsThatItsConditionGives() {
        SortedMap<String, Value> broken = port("80");
        broken.put("state", Value.of("broken"));
        Change change = differ(Map.of(LAMP, broken), Map.of())
                .changes(lamp(Optional.of(80), Attribute.Source.CONFIG))
                .getFirst();
        assertThat(change.verb()).isEqualTo(Verb.UPDATE);
        assertThat(change.reasons()).containsExactly(Reason.STUCK);
        assertThat(change.fields())
                .containsExactly(new FieldDiff(
                        "state",
                        Optional.of(Value.of("broken")),
                        Optional.of(Value.of("running")),
                        false,
                        Origin.CONFIG));
    }

    @Test
    void whatComesAndGoesIsNeitherRecordedNorAdopted() {
        assertThat(differ(Map.of(GUEST, port("80")), Map.of())
                        .changes(desired(new Thing(GUEST, Optional.of(80), Attribute.Source.CONFIG))))
                .isEmpty();
    }

    @Test
    void whatNobodyWantsGoesUnlessItStays() {
        List<Change> changes = differ(Map.of(LAMP, port("80"), GUEST, new TreeMap<>()), Map.of())
                .changes(Desired.nothing());
        assertThat(changes).extracting(Change::verb).containsExactly(Verb.DELETE, Verb.KEEP);
        assertThat(changes.getLast()).isEqualTo(Change.keep(GUEST, "because"));
    }

    private static Differ differ(
            Map<Address, SortedMap<String, Value>> observed, Map<String, SortedMap<String, Value>> recorded) {
        return new Differ(KINDS, observed(observed), new Recorded(new TreeMap<>(recorded), false), apply());
    }

    private static Observed observed(Map<Address, SortedMap<String, Value>> resources) {
        return new Observed(new TreeMap<>(resources));
    }

    private static Departure apply() {
        return new Departure(false, false, "rlm-class", Facts.ofABareHost());
    }

    private static Desired desired(Resource resource) {
        return Desired.of(List.of(resource), List.of());
    }

    private static Desired lamp(Optional<Integer> port, Attribute.Source source) {
        return desired(new Thing(LAMP, port, source));
    }

    private static SortedMap<String, Value> withoutPort() {
        return new TreeMap<>(Map.of("state", Value.of("running")));
    }

    private static SortedMap<String, Value> port(String port) {
        SortedMap<String, Value> values = withoutPort();
        Optional.ofNullable(port).ifPresent(it -> values.put("port", Value.of(Integer.valueOf(it))));
        return values;
    }

    private record Thing(Address address, Optional<Integer> port, Attribute.Source source) implements Resource {
        @Override
        public SortedMap<String, Attribute> attributes() {
            SortedMap<String, Attribute> all = new TreeMap<>(Map.of("state", Attribute.config("running")));
            port.ifPresent(it -> all.put("port", new Attribute(Value.of(it), source, true)));
            return all;
        }
    }

    private record Sample(String name, boolean ephemeral) implements Kind {
        @Override
        public List<Resource> desired(Blueprint blueprint) {
            return List.of();
        }

        @Override
        public void observe(Survey survey) {}

        @Override
        public void operations(Work work) {}

        @Override
        public Set<Reason> condition(SortedMap<String, Value> observed) {
            return Value.of("broken").equals(observed.get("state")) ? Set.of(Reason.STUCK) : Set.of();
        }

        @Override
        public Optional<String> stays(Address address, Departure departure) {
            return ephemeral ? Optional.of("because") : Optional.empty();
        }
    }
}
