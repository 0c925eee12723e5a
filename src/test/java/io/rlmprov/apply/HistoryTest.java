package io.rlmprov.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.apply.History.End;
import io.rlmprov.apply.History.Run;
import io.rlmprov.ui.HistoryJson;
import io.rlmprov.ui.HistoryText;
import io.rlmprov.ui.RunText;
import io.rlmprov.ui.Style;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What operators learn from the journal of a hub, also from one that an interrupted write has damaged. */
class HistoryTest {
    private static final String BEGAN =
            "{\"at\":\"2026-11-26T10:00:00.5Z\",\"apply\":\"a1\",\"by\":\"ann@laptop\",\"plan\":\"3a97c0ffee12\","
                    + "\"action\":\"apply\",\"rlmprov\":\"0.1.0\",\"event\":\"began\"}";
    private static final String PROVED =
            "{\"at\":\"2026-11-26T10:01:30Z\",\"apply\":\"a1\",\"operation\":\"hub1/check-server\",\"event\":\"done\",\"seconds\":7.2}";
    private static final String APPLIED =
            "{\"at\":\"2026-11-26T10:01:40Z\",\"apply\":\"a1\",\"event\":\"applied\",\"seconds\":100.31}";
    private static final String SECOND = BEGAN.replace("a1", "b2").replace("10:00:00.5", "11:00:00");

    @Test
    void aRunThatCameToItsEnd() {
        Run run = only(BEGAN, PROVED, APPLIED);
        assertThat(run.at()).isEqualTo("2026-11-26T10:00:00.5Z");
        assertThat(run.operator()).isEqualTo("ann");
        assertThat(run.from()).isEqualTo("laptop");
        assertThat(run.plan()).isEqualTo("3a97c0ffee12");
        assertThat(run.version()).contains("0.1.0");
        assertThat(run.end()).isEqualTo(End.DONE);
        assertThat(run.took()).contains(Duration.ofMillis(100_310));
    }

    @Test
    void aRunThatFailedNamesTheFirstOperationThatDid() {
        Run run = only(
                BEGAN,
                PROVED.replace("done", "failed").replace("check-server", "build-image/rlm-hub"),
                PROVED.replace("done", "skipped"),
                APPLIED.replace("applied", "failed"));
        assertThat(run.end()).isEqualTo(End.FAILED);
        assertThat(run.failed()).contains("hub1/build-image/rlm-hub");
    }

    @Test
    void theRunsOfAPlanShowTheirOperations() {
        History history = History.parse(
                List.of(BEGAN, PROVED, APPLIED, SECOND.replace("3a97c0ffee12", "ffffffffffff")), Optional.empty());
        assertThat(history.of("3a97c0ffee12")).hasSize(1);
        assertThat(new RunText(Style.PLAIN).render(history.of("3a97c0ffee12"))).isEqualTo("""
                Plan 3a97c0ffee12: apply by ann@laptop at 2026-11-26 10:00:00 UTC with rlmprov 0.1.0
                Result: done, after 1 min 40 s.
                  OPERATION          RESULT  TOOK
                  hub1/check-server  done    7.2 s
                """);
        assertThat(HistoryJson.of("rlm-class", "hub1", history.of("3a97c0ffee12"))
                        .at("/runs/0/operations/0/seconds")
                        .asDouble())
                .isEqualTo(7.2);
        assertThat(new RunText(Style.PLAIN).render(history.of("ffffffffffff"))).endsWith("No operation has ended.\n");
        assertThat(history.of("000000000000")).isEmpty();
    }

    @Test
    void aRunThatTheOperatorInterrupted() {
        assertThat(only(BEGAN, PROVED.replace("done", "interrupted")).end()).isEqualTo(End.INTERRUPTED);
    }

    @Test
    void aCommandForAClassHasNoPlanAndEndsAsDone() {
        Run run = only(
                "{\"at\":\"2026-11-26T10:00:00Z\",\"apply\":\"c1\",\"by\":\"ann@laptop\",\"action\":\"share\","
                        + "\"subject\":\"week-2\",\"event\":\"began\"}",
                "{\"at\":\"2026-11-26T10:00:04Z\",\"apply\":\"c1\",\"event\":\"done\",\"seconds\":4.0}");
        assertThat(run.action()).isEqualTo("share");
        assertThat(run.plan()).isEmpty();
        assertThat(run.end()).isEqualTo(End.DONE);
        assertThat(run.took()).contains(Duration.ofSeconds(4));
    }

    @Test
    void aRunWithoutAnEndIsAtWorkOrWasCutOff() {
        assertThat(only(BEGAN).end()).isEqualTo(End.CUT_OFF);
        assertThat(only("lock: ann@laptop since 2026-11-26T10:00:00Z", BEGAN).end())
                .isEqualTo(End.AT_WORK);
        // Another one, or a later run of the same operator, holds the lock.
        assertThat(only("lock: bob@desk since 2026-11-26T10:00:00Z", BEGAN).end())
                .isEqualTo(End.CUT_OFF);
        assertThat(only("lock: ann@laptop since 2026-11-26T10:30:00Z", BEGAN).end())
                .isEqualTo(End.CUT_OFF);
        assertThat(only("lock: setup.sh of root, since yesterday", BEGAN).end()).isEqualTo(End.CUT_OFF);
    }

    @Test
    void everyPrefixOfAJournalIsRead() {
        String whole = String.join("\n", BEGAN, PROVED, APPLIED, SECOND) + "\n";
        for (int length = 0; length <= whole.length(); length++) {
            History history = History.parse(whole.substring(0, length).lines().toList());
            assertThat(history.unreadable()).isLessThanOrEqualTo(1);
            assertThat(history.runs()).hasSizeLessThanOrEqualTo(2);
        }
        assertThat(History.parse(whole.lines().toList()).runs()).hasSize(2);
    }

    @Test
    void theNextRunIsFoundBehindATornLine() {
        for (int length = 1; length < APPLIED.length(); length++) {
            History history = parse(BEGAN, APPLIED.substring(0, length) + SECOND);
            assertThat(history.runs()).hasSize(2);
            assertThat(history.runs().getFirst().end()).isEqualTo(End.CUT_OFF);
            assertThat(history.unreadable()).isEqualTo(1);
        }
    }

    @Test
    void linesThatAreNoneOfOursAreCounted() {
        assertThat(parse("null", "[]", "1", "{}", "{\"at\":\"yesterday\",\"event\":\"began\"}", "\u0000\u0000", "")
                        .unreadable())
                .isEqualTo(6);
    }

    @Test
    void theTableHasOneLineForEachRun() {
        assertThat(text(parse(
                        BEGAN,
                        APPLIED,
                        SECOND.replace("ann@laptop", "bob@\\u001b[31mdesk").replace("\"rlmprov\":\"0.1.0\",", ""))))
                .isEqualTo("""
                        BEGAN (UTC)          OPERATOR  FROM       ACTION  PLAN          TOOK        RESULT
                        2026-11-26 10:00:00  ann       laptop     apply   3a97c0ffee12  1 min 40 s  done
                        2026-11-26 11:00:00  bob       ?[31mdesk  apply   3a97c0ffee12  -           cut off: its end is not in the journal
                        """.indent(2));
    }

    @Test
    void aHostWithoutAJournalSaysSo() {
        assertThat(text(parse()))
                .isEqualTo("The journal on hub1 has no run of apply or destroy for the hub rlm-class.\n");
        assertThat(text(parse("{")))
                .endsWith("One line of the journal is damaged. An interrupted write leaves such a line.\n");
    }

    @Test
    void aProgramReadsTheSame() {
        assertThat(HistoryJson.of("rlm-class", "hub1", parse(BEGAN, APPLIED)).toString())
                .isEqualTo("{\"hub\":\"rlm-class\",\"host\":\"hub1\",\"runs\":[{\"began\":\"2026-11-26T10:00:00.500Z\","
                        + "\"operator\":\"ann\",\"from\":\"laptop\",\"action\":\"apply\",\"plan\":\"3a97c0ffee12\","
                        + "\"rlmprov\":\"0.1.0\",\"result\":\"done\",\"seconds\":100.31}],\"damagedLines\":0}");
    }

    private static Run only(String... lines) {
        History history = parse(lines);
        assertThat(history.unreadable()).isZero();
        assertThat(history.runs()).hasSize(1);
        assertThat(history.last()).isEqualTo(Optional.of(history.runs().getFirst()));
        return history.runs().getFirst();
    }

    private static History parse(String... lines) {
        return History.parse(List.of(lines));
    }

    private static String text(History history) {
        return new HistoryText(Style.PLAIN).render("rlm-class", "hub1", history);
    }
}
