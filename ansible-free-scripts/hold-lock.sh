#!/bin/sh
# Holds the hub's lock until the shell that reads this ends: for setup.sh and teardown.sh, which run on the host itself.
# lock.sh holds the same one for an operator far away.
#
# Variables: state  the hub's directory in /var/lib/rlmprov, which is there; its lock.holder is the reader's to remove
# Input:     none
# Output:    none
# Exit:      does not exit if it has the lock; 75 held by another
# shellcheck disable=SC2154 # state is of whoever reads this
exec 9>>"$state/lock"
flock -n 9 || { echo "Another one is at work on this hub: $(cat "$state/lock.holder" 2>/dev/null)" >&2 && exit 75; }
echo "${0##*/} of ${SUDO_USER:-root}, since $(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$state/lock.holder"
