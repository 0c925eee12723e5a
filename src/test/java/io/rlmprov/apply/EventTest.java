package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.desired.Address;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every event of a step speaks of the resources whose changes asked for it. */
class EventTest {
    private final FakeHost host = new FakeHost("rlm-class");
    private final Operator operator = new Operator(host);

    @Test
    void everyChangeOfABareHostHasAStepThatSpeaksOfIt() {
        List<Address> changed = operator.plan().plan().changes().stream()
                .map(change -> change.address())
                .toList();
        operator.apply();
        assertThat(finished().flatMap(event -> event.resources().stream()).distinct())
                .containsExactlyInAnyOrderElementsOf(changed);
    }

    @Test
    void aStepThatOnlyLooksOrRecordsSpeaksOfNone() {
        operator.apply();
        assertThat(finished().filter(event -> event.resources().isEmpty()).map(Event.Finished::done))
                .containsExactly(
                        "Looked for servers that started meanwhile",
                        "Started and removed a test user's server",
                        "Recorded what was applied");
    }

    @Test
    void everyDeletionOfADestroyHasAStepThatSpeaksOfIt() {
        operator.apply();
        operator.events.clear();
        List<Address> deleted =
                new AskedChanges(operator.planDestroy(true).plan().changes()).deleted(Address.Kind.values());
        operator.destroy(true);
        assertThat(finished().flatMap(event -> event.resources().stream()))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(deleted);
    }

    @Test
    void aFailureSpeaksOfWhatIsNotDone() {
        host.failAt(1);
        assertThatThrownBy(operator::apply).isInstanceOf(StepFailed.class);
        assertThat(operator.events.getLast())
                .isEqualTo(new Event.Failed(
                        List.of(new Address("hub1", Address.Kind.ENGINE, "docker")), "Installing Docker"));
    }

    private Stream<Event.Finished> finished() {
        return operator.events.stream().filter(Event.Finished.class::isInstance).map(Event.Finished.class::cast);
    }
}
