package io.rlmprov.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlmprov.apply.Station;
import io.rlmprov.apply.Station.Outcome;
import io.rlmprov.apply.UserPath;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The path of a user as people and programs read it. */
class PathTextTest {
    private static final Station SERVER = new Station("server", Outcome.OK, "started in 3.2s", "");
    private static final Station DNS =
            new Station("DNS", Outcome.UNREACHED, "the name x.org is not resolved", "Check the name servers.");

    private final PathText text = new PathText(Style.PLAIN);

    @Test
    void theRemedyStandsBelowTheStationAndTheEndIsNamed() {
        assertThat(text.render("class", new UserPath(List.of(SERVER, DNS)))).isEqualTo("""
                The path of a user of class:
                  ok         server     started in 3.2s
                  failed     DNS        the name x.org is not resolved
                                        Check the name servers.

                The path ends at: DNS
                """);
    }

    @Test
    void aPathThatPassesSaysWhetherAllWasTried() {
        assertThat(text.render("class", new UserPath(List.of(SERVER)))).endsWith("\nA user can work.\n");
        Station full = new Station("server", Outcome.SKIPPED, "all places are taken", "");
        assertThat(text.render("class", new UserPath(List.of(full))))
                .contains("  not tried  server     all places are taken\n")
                .endsWith("\nAll that was tried is well. Not tried: server: all places are taken.\n");
    }

    @Test
    void aProgramReadsTheSame() throws Exception {
        JsonNode json =
                new ObjectMapper().readTree(PathJson.pretty("class", "hub1", new UserPath(List.of(SERVER, DNS))));
        assertThat(json.path("passed").asBoolean()).isFalse();
        assertThat(json.path("end").asText()).isEqualTo("DNS");
        assertThat(json.path("stations").path(1).path("outcome").asText()).isEqualTo("unreached");
        assertThat(json.path("stations").path(1).path("remedy").asText()).isEqualTo("Check the name servers.");
        assertThat(json.path("stations").path(0).has("remedy")).isFalse();
    }
}
