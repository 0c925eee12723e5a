package io.rlmprov.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlmprov.e2e.Command.Ended;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The scripts by which those who change a host wait for each other, on a real Debian. */
class TurnsIT {
    private static ScriptBox box;

    @BeforeAll
    static void makeBox() {
        box = ScriptBox.up();
    }

    @AfterAll
    static void removeBox() {
        box.close();
    }

    @BeforeEach
    void aBareHost() {
        box.out("rm -rf /opt/rlmprov /var/lib/rlmprov");
    }

    @Nested
    class Lock {
        private static final String TRY = "HUB=h WHO=bea sh /s/lock.sh </dev/null";

        @Test
        void isHeldUntilStdinEnds() {
            assertThat(box.out("mkfifo /tmp/in$$; HUB=h WHO='ann since 10:00' sh /s/lock.sh </tmp/in$$ >/tmp/said & "
                            + "exec 5>/tmp/in$$; until grep -q LOCKED /tmp/said; do sleep 0.1; done;"
                            + "status=0; " + TRY + " || status=$?; echo $status;"
                            + "HUB=other WHO=bea sh /s/lock.sh </dev/null; exec 5>&-; wait; " + TRY))
                    .isEqualTo("ann since 10:00\n75\nLOCKED\nLOCKED\n");
            assertThat(box.out("ls /var/lib/rlmprov/h")).isEqualTo("lock\n");
        }

        @Test
        void isFreeWhenItsHolderIsSilentThoughItsStdinIsOpen() {
            assertThat(box.out("mkfifo /tmp/in$$; HUB=h WHO=ann SILENCE=2 sh /s/lock.sh </tmp/in$$ >/tmp/silent & "
                            + "exec 5>/tmp/in$$; until grep -q LOCKED /tmp/silent; do sleep 0.1; done;"
                            + "for _ in 1 2 3 4; do sleep 1; echo . >&5; done;"
                            + "status=0; " + TRY + " || status=$?; echo $status;"
                            + "wait; " + TRY))
                    .as("held for as long as there are dots, and then no more")
                    .isEqualTo("ann\n75\nLOCKED\n");
        }

        @Test
        void keepsInTheJournalWhatItsHolderTells() {
            box.out(
                    "(echo .; echo '{\"event\":\"began\"}'; echo .; echo '{\"event\":\"done\"}') | HUB=j WHO=ann sh /s/lock.sh");
            assertThat(box.out("cat /var/lib/rlmprov/j/journal.jsonl; stat -c %a /var/lib/rlmprov/j/journal.jsonl"))
                    .isEqualTo("{\"event\":\"began\"}\n{\"event\":\"done\"}\n600\n");
        }

        @Test
        void doesNotMakeAFolderAnewThatAPurgeHasRemoved() {
            box.out("mkfifo /tmp/in$$; HUB=p WHO=ann sh /s/lock.sh </tmp/in$$ >/tmp/purged & "
                    + "exec 5>/tmp/in$$; until grep -q LOCKED /tmp/purged; do sleep 0.1; done;"
                    + "rm -rf /var/lib/rlmprov/p; echo '{}' >&5; exec 5>&-; wait");
            assertThat(box.out("ls /var/lib/rlmprov")).doesNotContain("p\n");
        }

        @Test
        void isFreeWhenItsHolderIsKilled() {
            assertThat(box.out("mkfifo /tmp/in$$; HUB=h WHO=ann sh /s/lock.sh </tmp/in$$ >/tmp/killed & holder=$!;"
                            + "exec 5>/tmp/in$$; until grep -q LOCKED /tmp/killed; do sleep 0.1; done;"
                            + "kill -9 $holder; wait $holder || true; " + TRY))
                    .endsWith("LOCKED\n");
        }
    }

    @Nested
    class TakeTurn {
        private static final String ORPHAN = """
                (cat /s/take-turn.sh; echo 'echo >/tmp/turn; sleep 4; echo >/tmp/ended') >/tmp/step
                (cat /tmp/step; echo 'ls /tmp/ended') >/tmp/next
                rm -f /tmp/turn /tmp/ended; sh /tmp/step & until [ -e /tmp/turn ]; do sleep 0.1; done
                """;

        @Test
        void whatAnInterruptedRunHasLeftAtWorkIsWaitedFor() {
            assertThat(box.out(ORPHAN + "sh /tmp/next"))
                    .isEqualTo("==> Waiting for what an interrupted run has left at work here\n/tmp/ended\n");
        }

        @Test
        void evenIfItsShellWasKilled() {
            assertThat(box.out(ORPHAN + "kill -9 $!; sh /tmp/next")).contains("==> Waiting for");
        }

        @Test
        void butNotForEver() {
            Ended late = box.sh(ORPHAN + "status=0; TURN_PATIENCE=0 sh /tmp/next || status=$?; wait; exit $status");
            assertThat(late.exit()).isEqualTo(75);
            assertThat(late.err()).contains("did not end within 0 seconds");
        }

        @Test
        void isFreeForTheNextOneAndForRootOnly() {
            assertThat(box.out("sh /s/take-turn.sh; sh /s/take-turn.sh; stat -c '%a %U' /run/rlmprov.turn"))
                    .isEqualTo("600 root\n");
        }
    }

    @Nested
    class JoinTurn {
        private static final String SCRIPTS = """
                rm -f /tmp/turn.* /tmp/mark
                script() { f=$(mktemp); (cat /s/join-turn.sh; echo "$2") >$f; APPLY=$1 MARK=/tmp/mark sh $f; }
                """;

        @Test
        void theScriptsOfOneApplyRunSideBySide() {
            assertThat(box.out(SCRIPTS + """
                    script a 'touch /tmp/turn.1; until [ -e /tmp/turn.2 ]; do sleep 0.1; done' &
                    script a 'touch /tmp/turn.2; until [ -e /tmp/turn.1 ]; do sleep 0.1; done'
                    wait; cat /tmp/mark""")).isEqualTo("a\n");
        }

        /** The first apply of a host begins several scripts at once; also where somebody has put something else there. */
        @Test
        void scriptsThatFindNoTurnDoNotTakeItFromEachOther() {
            assertThat(box.out(SCRIPTS + """
                    for round in $(seq 30); do
                        rm -rf /run/rlmprov.turn
                        case $((round % 3)) in 0) mkdir -p /run/rlmprov.turn/x ;; 1) mkfifo /run/rlmprov.turn ;; esac
                        for one in 1 2 3 4 5 6 7 8; do script a 'sleep 0.1' 2>&1 || echo "exit $?" & done
                        wait
                    done""")).isEmpty();
        }

        @Test
        void anotherApplyWaitsForAllOfThem() {
            assertThat(box.out(SCRIPTS + """
                    script a 'touch /tmp/turn.1; sleep 3; touch /tmp/turn.end1' &
                    script a 'touch /tmp/turn.2; sleep 6; touch /tmp/turn.end2' &
                    until [ -e /tmp/turn.1 ] && [ -e /tmp/turn.2 ]; do sleep 0.1; done
                    script b 'ls /tmp/turn.end1 /tmp/turn.end2'; wait"""))
                    .contains("==> Waiting for what an interrupted run has left at work here\n")
                    .endsWith("/tmp/turn.end1\n/tmp/turn.end2\n");
        }

        @Test
        void whoWantsTheTurnAloneWaitsAndIsWaitedFor() {
            assertThat(box.out(SCRIPTS + """
                    (cat /s/take-turn.sh; echo 'touch /tmp/turn.1; sleep 3; touch /tmp/turn.end1') >/tmp/turn.alone
                    sh /tmp/turn.alone & until [ -e /tmp/turn.1 ]; do sleep 0.1; done
                    script a 'ls /tmp/turn.end1'; wait""")).endsWith("/tmp/turn.end1\n");
        }
    }
}
