# shellcheck shell=sh disable=SC2034,SC2154 # probe.sh has the variables
# The journal. A part of probe.sh, which says what its variables and functions are; journal.sh uses it, too.
parts="${parts:-} journal"

# The last lines of journal.jsonl. An interrupted write leaves a last line without its end.
section_journal() {
    [ -f "$state/journal.jsonl" ] || return 0
    tail -n "${JOURNAL:-400}" "$state/journal.jsonl"
    echo
}
