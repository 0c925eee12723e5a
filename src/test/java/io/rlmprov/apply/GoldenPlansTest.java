package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.model.PlanDocument;
import io.rlmprov.plan.PlanJson;
import io.rlmprov.ui.PlanText;
import io.rlmprov.ui.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder of {@code plans/} is a hub.yaml, what has happened to its host, and the plan that a person and a program
 * see. With {@code -Dgolden=write} the plans are rewritten, to be read in the diff.
 */
class GoldenPlansTest {
    private static final Path PLANS = Path.of("src/test/resources/plans");

    static List<String> cases() throws IOException {
        try (Stream<Path> folders = Files.list(PLANS)) {
            return folders.map(folder -> String.valueOf(folder.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reads(String name) throws IOException {
        Path folder = PLANS.resolve(name);
        PlanDocument plan = PlanJson.of(Scenario.play(folder));
        assertGolden(folder.resolve("expected.json"), PlanJson.pretty(plan) + "\n");
        assertGolden(folder.resolve("expected.txt"), new PlanText(Style.PLAIN).render(plan));
    }

    private static void assertGolden(Path file, String actual) throws IOException {
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(file, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(file));
    }
}
