package io.rlmprov.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.model.PlanDocument;
import io.rlmprov.plan.PlanJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Colours are an addition: without them the text is the same. */
class StyleTest {
    private static final Path PLAN = Path.of("src/test/resources/plans/several-changes");

    @Test
    void thePlanInColoursIsThePlanWithEscapes() throws IOException {
        String coloured = new PlanText(new Style(true)).render(plan());
        assertThat(coloured).contains("\u001b[33m-/+\u001b[0m \u001b[1mservice/hub\u001b[0m");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]+m", ""))
                .isEqualTo(Files.readString(PLAN.resolve("expected.txt")));
    }

    @Test
    void plainTextHasNoEscape() throws IOException {
        assertThat(new PlanText(Style.PLAIN).render(plan())).doesNotContain("\u001b");
    }

    private static PlanDocument plan() throws IOException {
        return PlanJson.read(Files.readString(PLAN.resolve("expected.json")));
    }
}
