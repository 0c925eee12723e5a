#!/bin/sh
# Serializes the scripts that change this host, for setup.sh and teardown.sh, which read it. When an operator's connection
# ends, the script that ran for it continues until it ends or prints its next line, and so does what it started. Nobody holds
# the lock then, so the next script waits here. join-turn.sh is the same for the scripts of one apply, which run side by side.
#
# What the reader starts inherits descriptor 8 and with it the turn, so a process that is to outlive it must be started with
# 8>&-.
#
# Variables: TURN_PATIENCE  optional: seconds to wait; 600 if not given
# Input:     none
# Output:    a line every 5 seconds while it waits
# Exit:      does not exit if it has the turn; 1 failed, 75 the other one is still at work
command -v flock >/dev/null 2>&1 || { echo "The command flock is missing; install util-linux." >&2 && exit 1; }
# As in join-turn.sh.
(
    flock 9
    { [ -f /run/rlmprov.turn ] && [ ! -L /run/rlmprov.turn ]; } || rm -rf /run/rlmprov.turn
    umask 077 && : >>/run/rlmprov.turn && chown root:root /run/rlmprov.turn && chmod 600 /run/rlmprov.turn
) 9</run || exit 1
exec 8>>/run/rlmprov.turn
waited=0
until flock -n 8; do
    if [ "$waited" -ge "${TURN_PATIENCE:-600}" ]; then
        echo "What an interrupted run has left at work here did not end within $waited seconds." \
            "Who it is: fuser -v /run/rlmprov.turn" >&2
        exit 75
    fi
    echo "==> Waiting for what an interrupted run has left at work here"
    sleep 5
    waited=$((waited + 5))
done
# The scripts of an apply that had the turn before must not take it for theirs.
printf %s "script-$$" >/run/rlmprov.turn
