#!/bin/sh
# Holds the hub's lock on this host for as long as stdin stays open. The kernel frees it when this process ends, however
# it ends: a lock cannot be left behind.
#
# Variables: HUB   name of the hub
#            WHO   one line that tells others who holds it, since when
# Input:     nothing; its end releases the lock
# Output:    LOCKED once it is held; if another one holds it, that one's WHO
# Exit:      0 after stdin ended, 75 held by another
set -eu
umask 077
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
state=/var/lib/rlmprov/$HUB

mkdir -p "$state"
exec 9>>"$state/lock"
if ! flock -n 9; then
    cat "$state/lock.holder" 2>/dev/null || echo "someone who has not said who"
    exit 75
fi
trap 'rm -f "$state/lock.holder"' EXIT
trap 'exit 0' HUP INT TERM
printf '%s\n' "$WHO" >"$state/lock.holder.new"
mv -f "$state/lock.holder.new" "$state/lock.holder"
echo LOCKED
# It does not inherit the lock: only this shell holds it.
cat >/dev/null 9>&-
