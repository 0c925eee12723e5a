package io.rlmprov.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.RlmprovException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeOutputTest {
    @Test
    void cutsAtFramesOfItsOwnNonceOnly() {
        ProbeOutput output = ProbeOutput.parse("@@n1 settings\na\n@@n2 key\nb\n@@n1 key\nk\n@@n1 end\n", "n1");
        assertThat(output.content("settings")).contains("a\n@@n2 key\nb");
        assertThat(output.lines("key")).containsExactly("k");
    }

    @Test
    void refusesAnAnswerThatWasCutOff() {
        assertThatThrownBy(() -> ProbeOutput.parse("@@n os\nid=debian\n@@n engi", "n"))
                .isInstanceOf(RlmprovException.class)
                .hasMessage("The probe's answer was cut off in section \"engi\".");
    }

    @Test
    void refusesWhatIsNoProbe() {
        assertThatThrownBy(() -> ProbeOutput.parse("This account is currently not available.\n", "n"))
                .isInstanceOf(RlmprovException.class)
                .hasMessage("The host answered, but not with what the probe prints.");
    }

    @Test
    void ignoresWhatLoginShellsPrintBeforeTheFirstFrame() {
        assertThat(ProbeOutput.parse("Welcome!\n@@n os\nid=debian\n@@n end\n", "n")
                        .lines("os"))
                .containsExactly("id=debian");
    }

    @Test
    void keepsErrorsApartFromFacts() {
        ProbeOutput output = ProbeOutput.parse("@@n images\nerror: no space\n{}\n@@n end\n", "n");
        assertThat(output.lines("images")).containsExactly("{}");
        assertThat(output.errors()).containsEntry("images", List.of("no space"));
    }

    @Test
    void tellsAnEmptyFileFromNone() {
        ProbeOutput output = ProbeOutput.parse("@@n settings\n\n@@n record\n@@n end\n", "n");
        assertThat(output.content("settings")).contains("");
        assertThat(output.content("record")).isEmpty();
    }
}
