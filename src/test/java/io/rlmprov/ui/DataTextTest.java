package io.rlmprov.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.facts.DockerObjects.Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is asked for a hub's name sees whose data goes, and what of it came from elsewhere. */
class DataTextTest {
    private final DataText text = new DataText(Style.PLAIN);

    @Test
    void theLargestComesFirstAndWhatHasNoLabelIsMarked() {
        assertThat(text.render(List.of(
                        volume("jupyterhub-user-ada", 3L << 20),
                        volume("rlmprov-class-hub", 9L << 20),
                        volume("jupyterhub-user-bob", 5L << 30),
                        new Volume("jupyterhub-user-cy", "local", new TreeMap<>(), "", Optional.empty()))))
                .isEqualTo("""

                        Data of 3 users, 5.0 GB in all, will be lost:
                          5.0 GB  jupyterhub-user-bob
                          3.0 MiB  jupyterhub-user-ada
                          0.0 MiB  jupyterhub-user-cy  (no label: adopted from an unmanaged hub)
                        """);
    }

    @Test
    void ofManyTheSmallestAreCounted() {
        List<Volume> many = IntStream.rangeClosed(1, 23)
                .mapToObj(i -> volume("jupyterhub-user-" + i, (long) i << 20))
                .toList();

        assertThat(text.render(many).lines())
                .contains("  4.0 MiB  jupyterhub-user-4")
                .doesNotContain("  3.0 MiB  jupyterhub-user-3")
                .endsWith("  and 3 more");
    }

    @Test
    void oneIsOneUser() {
        assertThat(text.render(List.of(volume("jupyterhub-user-ada", 1L << 20))))
                .contains("Data of 1 user, 1.0 MiB in all");
    }

    private static Volume volume(String name, long bytes) {
        return new Volume(name, "local", new TreeMap<>(Map.of("io.rlmprov.hub", "class")), "", Optional.of(bytes));
    }
}
