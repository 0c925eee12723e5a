package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.model.Address;
import io.rlmprov.model.Change;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every event of a step speaks of the resources whose changes asked for it. */
class EventTest {
    private final FakeHost host = new FakeHost("rlm-class");
    private final Operator operator = new Operator(host);

    @Test
    void everyChangeOfABareHostHasAStepThatSpeaksOfIt() {
        List<Address> changed = operator.plan().changes().stream()
                .map(change -> change.address())
                .toList();
        operator.apply();
        assertThat(finished()
                        .flatMap(event -> event.operation().resources().stream())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(changed);
    }

    @Test
    void aStepThatOnlyLooksOrRecordsSpeaksOfNone() {
        operator.apply();
        assertThat(finished()
                        .filter(event -> event.operation().resources().isEmpty())
                        .map(Event.Finished::done))
                .containsExactly("Started and removed a test user's server", "Recorded what was applied");
    }

    @Test
    void everyDeletionOfADestroyHasAStepThatSpeaksOfIt() {
        operator.apply();
        operator.events.clear();
        List<Address> deleted = operator.planDestroy(true).changes().stream()
                .filter(change -> change.verb() == Change.Verb.DELETE)
                .map(Change::address)
                .toList();
        operator.destroy(true);
        assertThat(finished().flatMap(event -> event.operation().resources().stream()))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(deleted);
    }

    @Test
    void aFailureSpeaksOfWhatIsNotDone() {
        host.failAt(0);
        assertThatThrownBy(operator::apply).isInstanceOf(StepFailed.class);
        assertThat(operator.events)
                .filteredOn(Event.Failed.class::isInstance)
                .singleElement()
                .satisfies(
                        event -> assertThat(((Event.Failed) event).operation().resources())
                                .containsExactly(new Address("hub1", "engine", "docker")));
    }

    private Stream<Event.Finished> finished() {
        return operator.events.stream().filter(Event.Finished.class::isInstance).map(Event.Finished.class::cast);
    }
}
