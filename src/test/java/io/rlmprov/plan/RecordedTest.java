package io.rlmprov.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.RlmprovException;
import io.rlmprov.kinds.Desired;
import io.rlmprov.kinds.Resource;
import io.rlmprov.kinds.network.Network;
import io.rlmprov.kinds.server.ServerLimits;
import io.rlmprov.model.Address;
import io.rlmprov.model.Limits;
import io.rlmprov.model.Value;
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
        Recorded recorded = new Recorded(
                new TreeMap<>(Map.of(
                        "file/secrets.env",
                        new TreeMap<>(Map.of("KEY", Value.secret("abc"), "mode", Value.of("0600"))),
                        "file/settings.json",
                        new TreeMap<>(Map.of(
                                "idle.timeout", Value.of(3600),
                                "debug", Value.of(true),
                                "name", Value.of("3600"))),
                        "directory/notebooks",
                        new TreeMap<>(Map.of("Größe & \"Maß\".ipynb", Value.of("sha256:0"))))),
                false);
        assertThat(Recorded.parse(recorded.toJson())).isEqualTo(recorded);
    }

    @Test
    void isTheSameTextForTheSameThing() {
        assertThat(Recorded.nothing().toJson()).isEqualTo("{\n  \"format\" : 2,\n  \"resources\" : { }\n}\n");
    }

    @Test
    void ofFormatOneIsReadWithoutForms() {
        Recorded recorded = Recorded.parse("""
                {"format": 1, "resources": {"file/settings.json": {"idle.timeout": "3600", "mode": "0644"},
                                            "file/secrets.env": {"KEY": {"hmac": "abc"}}}}
                """);
        assertThat(recorded.outdated()).isTrue();
        assertThat(recorded.find("file/settings.json")
                        .map(values -> values.getOrDefault("idle.timeout", Value.of("absent")))
                        .filter(Value.of(3600)::same))
                .isPresent();
        assertThat(recorded.find("file/secrets.env")).contains(new TreeMap<>(Map.of("KEY", Value.secret("abc"))));
    }

    @Test
    void holdsWhatIsRecordedAndNothingThatComesAndGoes() {
        Address network = new Address("hub1", "network", "rlmprov-h");
        Resource bob = new ServerLimits(
                new Address("hub1", "server", "bob"),
                new Limits.Size(1, 1),
                Optional.empty(),
                Optional.empty(),
                false,
                false);
        Recorded recorded = Recorded.of(Desired.of(List.of(new Network.Bridge(network), bob), List.of()), Kinds.all());
        assertThat(recorded.resources()).isEqualTo(Map.of("network/rlmprov-h", Map.of("driver", Value.of("bridge"))));
        assertThat(recorded.holds(
                        new Address("10.0.0.7", "network", "rlmprov-h"),
                        new TreeMap<>(Map.of("driver", Value.of("bridge")))))
                .isTrue();
    }

    @Test
    void ofAHostWithoutOneIsEmpty() {
        assertThat(Recorded.parse("\n")).isEqualTo(Recorded.nothing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"format\":3}", "{}", "[]", "no JSON", "{\"format\":2"})
    void thatIsOfAnotherVersionOrDamagedIsRefused(String text) {
        assertThatThrownBy(() -> Recorded.parse(text))
                .isInstanceOf(RlmprovException.class)
                .hasMessageStartingWith("the host's record.json cannot be read: it ")
                .extracting(error -> ((RlmprovException) error).remedy())
                .asString()
                .contains("move the file away");
    }
}
