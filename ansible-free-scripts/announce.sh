#!/bin/sh
# Shows, sets or takes away the announcement, which the hub shows on all of its pages and in JupyterLab.
#
# Variables: HUB    name of the hub
#            DO     show, set or clear
#            BYTES  for set: how many bytes the input has; of one that was cut off nothing is kept
#            ROOT   optional: prefix of /opt, for tests
# Input:     for set: the text, UTF-8
# Output:    for show: the text that is announced; else none
# Exit:      0, 1 failed
set -eu
umask 022
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
files=${ROOT:-}/opt/rlmprov/$HUB
announcement=$files/class/announcement

[ -d "$files" ] || { echo "There is no hub $HUB on this host." >&2 && exit 1; }
case $DO in
    show) [ ! -f "$announcement" ] || cat "$announcement" ;;
    clear) rm -f "$announcement" ;;
    set)
        mkdir -p "$files/class"
        cat >"$announcement.new"
        got=$(wc -c <"$announcement.new")
        if [ "$got" -ne "$BYTES" ]; then
            rm -f "$announcement.new"
            echo "Only $got of the $BYTES bytes of the announcement have arrived." >&2
            exit 1
        fi
        # Whole or not at all: pages read it at any time.
        mv -f "$announcement.new" "$announcement"
        ;;
    *) echo "DO is \"$DO\"" >&2 && exit 1 ;;
esac
