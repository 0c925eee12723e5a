package io.rlmprov.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.facts.DockerObjects.Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who is asked for a hub's name sees whose data goes, and what of it came from elsewhere. */
class DataTextTest {
    @Test
    void tellsTheLargestFirstAndWhatHasNoLabel() {
        assertThat(new DataText(Style.PLAIN)
                        .render(List.of(
                                volume("rlmprov-class-hub", 7, Map.of("io.rlmprov.hub", "class")),
                                volume("jupyterhub-user-ann", 1 << 20, Map.of("io.rlmprov.hub", "class")),
                                volume("jupyterhub-user-bob", 2 << 20, Map.of()))))
                .isEqualTo("""

                        Data of 2 users, 3.0 MiB in all, will be lost:
                          2.0 MiB  jupyterhub-user-bob  (no label: taken over from a hub made by hand)
                          1.0 MiB  jupyterhub-user-ann
                        """);
    }

    private static Volume volume(String name, long bytes, Map<String, String> labels) {
        return new Volume(name, "local", new TreeMap<>(labels), "/v/" + name, Optional.of(bytes));
    }
}
