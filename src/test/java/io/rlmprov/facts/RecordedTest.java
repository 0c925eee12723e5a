package io.rlmprov.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.Hub.ServerSpec;
import io.rlmprov.config.RlmprovException;
import io.rlmprov.desired.Address;
import io.rlmprov.desired.Address.Kind;
import io.rlmprov.desired.Desired;
import io.rlmprov.desired.Resource;
import io.rlmprov.desired.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The record comes back from the host as it went there. */
class RecordedTest {
    @Test
    void comesBackAsItWent() {
        Recorded recorded = new Recorded(new TreeMap<>(Map.of(
                "file/secrets.env",
                new TreeMap<>(Map.of("KEY", Value.secret("abc"), "mode", Value.of("0600"))),
                "directory/notebooks",
                new TreeMap<>(Map.of("Größe & \"Maß\".ipynb", Value.of("sha256:0"))))));
        assertThat(Recorded.parse(recorded.toJson())).isEqualTo(recorded);
    }

    @Test
    void isTheSameTextForTheSameThing() {
        assertThat(Recorded.nothing().toJson()).isEqualTo("{\n  \"format\" : 1,\n  \"resources\" : { }\n}\n");
    }

    @Test
    void isFoundWhateverTheHostIsCalled() {
        Address here = new Address("hub1", Kind.NETWORK, "rlmprov-h");
        Recorded recorded = Recorded.of(Desired.of(List.of(new Resource.Network(here)), List.of()));
        assertThat(recorded.find(new Address("10.0.0.7", Kind.NETWORK, "rlmprov-h")))
                .contains(new TreeMap<>(Map.of("driver", Value.of("bridge"))));
    }

    @Test
    void doesNotHoldUsersServers() {
        Resource bob = new Resource.UserServer(
                new Address("hub1", Kind.SERVER, "bob"),
                "jupyter-bob",
                1,
                1,
                new ServerSpec(Optional.empty(), Optional.empty()));
        assertThat(Recorded.of(Desired.of(List.of(bob), List.of()))).isEqualTo(Recorded.nothing());
    }

    @Test
    void ofAHostWithoutOneIsEmpty() {
        assertThat(Recorded.parse("\n")).isEqualTo(Recorded.nothing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"format\":2}", "{}", "[]", "no JSON", "{\"format\":1"})
    void thatIsOfAnotherVersionOrDamagedIsRefused(String text) {
        assertThatThrownBy(() -> Recorded.parse(text))
                .isInstanceOf(RlmprovException.class)
                .hasMessageStartingWith("the host's record.json cannot be read: it ")
                .extracting(error -> ((RlmprovException) error).remedy())
                .asString()
                .contains("move the file away");
    }
}
