package io.rlmprov.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual pages have what the help has. */
class ManPagesTest {
    private final Map<String, String> pages = ManPages.pages();

    @Test
    void thereIsAPageForRlmprovAndForEachCommand() {
        assertThat(pages.keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("rlmprov.1"),
                                CommandLines.rlmprov().getSubcommands().keySet().stream()
                                        .filter(name -> !name.equals(CompleteCommand.NAME))
                                        .map(name -> "rlmprov-" + name + ".1"))
                        .toList());
    }

    @Test
    void aPageHasTheOptionsAndTheExitCodes() {
        assertThat(pages.get("rlmprov-logs.1"))
                .startsWith(".TH RLMPROV-LOGS 1 \"\" \"rlmprov " + CommandLines.VERSION
                        + "\" \"User Commands\"\n.SH NAME\n" + "rlmprov\\-logs \\- Print the log of a service")
                .contains(".TP\n\\fB\\-\\-since=TIME\\fR\nOnly lines since then", ".TP\n\\fBADDRESS\\fR\n")
                .contains(".SH EXIT STATUS\n.TP\n\\fB0\\fR\ndone\n")
                .endsWith(".SH SEE ALSO\n.BR rlmprov (1)\n");
        assertThat(pages.get("rlmprov.1")).contains(".BR rlmprov\\-plan (1)\n");
    }

    @Test
    void noLineOfTextIsARequestAndNoMarkOfPicocliIsLeft() {
        pages.forEach((name, page) -> assertThat(page.lines())
                .as(name)
                .allSatisfy(line -> assertThat(line)
                        .matches("(\\.(TH|SH|TP|PP|BR|br)\\b.*|[^.'].*)")
                        .doesNotContain("%n", "@|")));
    }

    @Test
    void theyAreWrittenIntoAFolder(@TempDir Path folder) throws IOException {
        ManPages.main(new String[] {folder.resolve("man1").toString()});
        assertThat(folder.resolve("man1/rlmprov-plan.1")).hasContent(pages.get("rlmprov-plan.1"));
    }
}
