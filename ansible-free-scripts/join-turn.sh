#!/bin/sh
# Takes part in the turn of one apply. The scripts of an apply may run side by side; all others wait, as those of the next
# apply for what an interrupted one has left at work. take-turn.sh is for those who want the turn for themselves alone.
#
# Stands before every script that an operation sends. What such a script starts inherits descriptor 8 and with it the turn, so
# a process that is to outlive it must be started with 8>&-.
#
# Variables: APPLY          names the apply: letters and digits
#            MARK           optional: a file that is made once the turn is there, and says that an apply is not proven
#            TURN_PATIENCE  optional: seconds to wait; 600 if not given
# Input:     none
# Output:    a line every 5 seconds while it waits
# Exit:      does not exit if it takes part; 1 failed, 75 the other one is still at work
command -v flock >/dev/null 2>&1 || { echo "The command flock is missing; install util-linux." >&2 && exit 1; }
turn=/run/rlmprov.turn
# One after the other: the scripts of an apply come here at once, and one would remove what another has just made.
(
    flock 9
    # Opening a pipe that somebody has put there would never end.
    { [ -f $turn ] && [ ! -L $turn ]; } || rm -rf $turn
    umask 077 && : >>$turn && chown root:root $turn && chmod 600 $turn
) 9</run || exit 1
exec 8>>$turn

# Descriptor 8 is locked for all of one apply together, and the file has its name. Only who is alone may write a name.
joined() {
    if flock -n -x 8; then
        printf %s "$APPLY" >$turn || return 1
        flock -s 8
    else
        flock -n -s 8 || return 1
    fi
    # Between two kinds of lock there is a moment without any.
    [ "$(cat $turn)" = "$APPLY" ] || { flock -u 8 && return 1; }
}

waited=0
until joined; do
    # Another script of the same apply is just writing the name.
    if [ $waited -lt 5 ]; then
        sleep 0.2 2>/dev/null || sleep 1
        tries=$((${tries:-0} + 1))
        [ $tries -lt 5 ] || waited=5
        continue
    fi
    if [ $waited -ge "${TURN_PATIENCE:-600}" ]; then
        echo "What an interrupted run has left at work here did not end within $waited seconds." \
            "Who it is: fuser -v $turn" >&2
        exit 75
    fi
    echo "==> Waiting for what an interrupted run has left at work here"
    sleep 5
    waited=$((waited + 5))
done
if [ -n "${MARK:-}" ] && [ ! -e "$MARK" ]; then
    (umask 077 && mkdir -p "${MARK%/*}" && printf '%s\n' "$APPLY" >"$MARK") || exit 1
fi
