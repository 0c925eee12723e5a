package io.rlmprov.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.kinds.Observed;
import io.rlmprov.model.Address;
import io.rlmprov.model.Value;
import io.rlmprov.sizing.Capacity;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The fingerprint moves with everything that a plan was made from, and with nothing else. */
class FingerprintTest {
    private static final Capacity CAPACITY = new Capacity(16L << 30, 4, 80L << 30);

    @Test
    void movesWithAnyValueAndAnyResource() {
        Fingerprint one = of("hub1", "file", "compose.yaml", "mode", "0644");
        assertThat(one).isEqualTo(of("hub1", "file", "compose.yaml", "mode", "0644"));
        assertThat(one).isNotEqualTo(of("hub1", "file", "compose.yaml", "mode", "0600"));
        assertThat(one).isNotEqualTo(of("hub1", "file", "compose.yaml", "owner", "0644"));
        assertThat(one).isNotEqualTo(of("hub1", "file", "proxy.env", "mode", "0644"));
    }

    @Test
    void isTheSameWhateverTheOperatorCallsTheHost() {
        assertThat(of("hub1", "file", "compose.yaml", "mode", "0644"))
                .isEqualTo(of("10.0.0.7", "file", "compose.yaml", "mode", "0644"));
    }

    @Test
    void usersMayComeAndGo() {
        assertThat(of("hub1", "server", "bob", "memory", "1")).isEqualTo(of("hub1", "server", "ann", "memory", "2"));
    }

    @Test
    void movesWithMemoryAndCoresButNotWithTheDiskThatFillsByItself() {
        Observed nothing = new Observed(new TreeMap<>());
        Fingerprint one = Fingerprint.of(nothing, CAPACITY, Set.of("server"));
        assertThat(one).isNotEqualTo(Fingerprint.of(nothing, new Capacity(8L << 30, 4, 80L << 30), Set.of("server")));
        assertThat(one).isNotEqualTo(Fingerprint.of(nothing, new Capacity(16L << 30, 2, 80L << 30), Set.of("server")));
        assertThat(one).isEqualTo(Fingerprint.of(nothing, new Capacity(16L << 30, 4, 1), Set.of("server")));
    }

    private static Fingerprint of(String host, String kind, String name, String path, String value) {
        Observed observed = new Observed(
                new TreeMap<>(Map.of(new Address(host, kind, name), new TreeMap<>(Map.of(path, Value.of(value))))));
        return Fingerprint.of(observed, CAPACITY, Set.of("server"));
    }
}
