package io.rlmprov.classroom;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlmprov.config.RlmprovException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be announced: what the hub shows as it was written. */
class AnnouncementTest {
    @Test
    void linesAndTabsStay() {
        assertThat(new String(
                        Announcement.of(" Break until 11:15.\r\n\t\u00dcbung 2 is out. ")
                                .bytes(),
                        UTF_8))
                .isEqualTo("Break until 11:15.\n\t\u00dcbung 2 is out.\n");
    }

    @Test
    void theLongestCountsInCharactersAsTheHubDoes() {
        assertThat(Announcement.of("\ud83d\ude00".repeat(2000)).bytes()).hasSize(8001);
        assertThatThrownBy(() -> Announcement.of("x".repeat(2001)))
                .isInstanceOf(RlmprovException.class)
                .hasMessage("The announcement has 2001 characters; the hub shows up to 2000.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n ", "a\u0000b", "a\u001b[31mb", "a\u0085b"})
    void whatTheHubWouldShowOtherwiseIsRefused(String text) {
        assertThatThrownBy(() -> Announcement.of(text)).isInstanceOf(RlmprovException.class);
    }
}
