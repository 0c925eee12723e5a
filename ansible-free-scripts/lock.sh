#!/bin/sh
# Holds the hub's lock on this host for as long as its holder gives signs of life on stdin, and keeps what the holder does
# in the journal. The kernel frees the lock when this process ends, however it ends: a lock cannot be left behind.
#
# Variables: HUB      name of the hub
#            WHO      one line that tells others who holds it, since when
#            SILENCE  optional: seconds without a sign of life after which the holder is taken for gone; 90 if not given
#            ROOT     optional: prefix of /var/lib, for tests
# Input:     lines: a dot now and then, and JSON objects, which are added to the journal; its end, or silence, releases the
#            lock
# Output:    LOCKED once it is held; if another one holds it, that one's WHO
# Exit:      0 after stdin ended or fell silent, 1 failed, 75 held by another
set -eu
umask 077
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
state=${ROOT:-}/var/lib/rlmprov/$HUB

command -v flock >/dev/null || { echo "The command flock is missing; install util-linux." >&2 && exit 1; }
# A destroy --purge may remove the file between opening and locking it: then the lock is on a file that nobody else finds.
is_current() { [ "$(stat -L -c %d:%i /proc/self/fd/9)" = "$(stat -c %d:%i "$state/lock" 2>/dev/null)" ]; }

while :; do
    mkdir -p "$state"
    # Opening a pipe would never end.
    for name in lock lock.holder journal.jsonl; do
        if [ -L "$state/$name" ] || { [ -e "$state/$name" ] && [ ! -f "$state/$name" ]; }; then
            echo "$state/$name is no regular file. On the host, \"rm -rf $state/$name\" removes it." >&2
            exit 1
        fi
    done
    exec 9>>"$state/lock"
    if ! flock -n 9; then
        cat "$state/lock.holder" 2>/dev/null || echo "someone who has not said who"
        exit 75
    fi
    ! is_current || break
done
trap 'rm -f "$state/lock.holder"' EXIT
trap 'exit 0' HUP INT TERM
printf '%s\n' "$WHO" >"$state/lock.holder.new"
mv -f "$state/lock.holder.new" "$state/lock.holder"
echo LOCKED
# A network that is lost without a word leaves stdin open for hours. What reads does not inherit the lock: only this
# shell holds it. read takes one byte at a time from a pipe, so nothing of the next line is lost.
# shellcheck disable=SC2016 # for the inner shell
while line=$(exec 9>&- && exec timeout "${SILENCE:-90}" sh -c 'IFS= read -r line && printf "%s\n" "$line"'); do
    # A purge removes the folder, and nothing may recreate it.
    case $line in '{'*) [ ! -d "$state" ] || printf '%s\n' "$line" >>"$state/journal.jsonl" || true ;; esac
done
