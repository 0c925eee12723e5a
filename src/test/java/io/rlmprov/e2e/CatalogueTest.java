package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The catalogue of {@link DriftIT} is broad: no mechanism stands for all others. */
class CatalogueTest {
    private static final List<Tamper> ALL = Stream.of(DriftIT.ROUNDS)
            .flatMap(round -> Tamper.round(round).stream())
            .toList();

    @Test
    void itHasManyTampersByManyMechanisms() {
        assertThat(ALL).hasSizeGreaterThanOrEqualTo(200);
        Map<String, Long> mechanisms = ALL.stream().collect(Collectors.groupingBy(Tamper::by, Collectors.counting()));
        assertThat(mechanisms).hasSizeGreaterThanOrEqualTo(30).doesNotContainKey("");
        assertThat(mechanisms.values()).allMatch(count -> count <= 10);
    }

    @Test
    void eachHasANameOfItsOwnAndACommand() {
        assertThat(ALL.stream().map(Tamper::name)).doesNotHaveDuplicates();
        assertThat(ALL).allMatch(tamper -> !tamper.run().isBlank());
        assertThat(ALL).allMatch(tamper -> tamper.sees().stream().allMatch(field -> field.matches("[a-z]+/.+")));
    }
}
