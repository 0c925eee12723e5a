#!/bin/sh
# Prints the log of one container of a hub. Changes nothing.
#
# Variables: HUB      name of the hub
#            SERVICE  name of a service of the stack, for example hub; or
#            USER_OF  name of the user whose server it is
#            TAIL     number of the last lines to print, or all
#            SINCE    optional: a time, or a duration like 10m, as docker logs takes it
#            FOLLOW   optional: 1 continues until the input ends
# Input:     lines of any content while the reader is there, if FOLLOW is 1
# Output:    the log; what the container wrote to stderr goes to stderr
# Exit:      0, 1 failed, 3 no such container
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock

command -v docker >/dev/null || { echo "There is no Docker on this host." >&2 && exit 3; }
# A container of another project or hub is never shown.
if [ -n "${SERVICE:-}" ]; then
    set -- --filter "label=com.docker.compose.project=rlmprov-$HUB" --filter "label=com.docker.compose.service=$SERVICE" \
        --filter label=com.docker.compose.oneoff=False
else
    set -- --filter "label=io.rlmprov.hub=$HUB" --filter "label=io.rlmprov.user=$USER_OF"
fi
# The newest container is the first line.
id=$(docker ps --all --quiet --no-trunc "$@" | head -n 1)
[ -n "$id" ] || exit 3

set -- --tail "$TAIL"
[ -z "${SINCE:-}" ] || set -- "$@" --since "$SINCE"
if [ "${FOLLOW:-}" != 1 ]; then
    exec docker logs "$@" "$id"
fi
# sh gives /dev/null as input to what it runs in the background.
exec 3<&0
docker logs --follow "$@" "$id" </dev/null 3<&- &
reader=$!
# Without this, docker logs would stay on the host until the next line of the log after its reader is gone.
{
    while IFS= read -r _; do :; done
    kill $reader 2>/dev/null || true
} <&3 >/dev/null 2>&1 &
watcher=$!
trap 'kill $reader $watcher 2>/dev/null || true' EXIT
trap 'exit 0' HUP INT TERM
wait $reader || {
    status=$?
    # The watcher stopped it.
    [ $status -gt 128 ] || exit $status
}
