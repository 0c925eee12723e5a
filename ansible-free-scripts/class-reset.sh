#!/bin/sh
# Gives a user an empty home. What was in it is kept, in a folder before-reset-TIME of the new home. The user's server is
# stopped first; at its next start it brings the notebooks again.
#
# Variables: HUB        name of the hub
#            WHO        the user
#            VOLUME     the user's volume
#            CONTAINER  the container of the user's server
#            TIME       for the folder's name, as 2026-11-26-101500
# Input:     none
# Output:    "nothing", if the home was empty; else none
# Exit:      0, 1 failed
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock

image=$(docker container inspect --format '{{.Image}}' "rlmprov-$HUB-hub" 2>/dev/null) ||
    { echo "There is no hub $HUB on this host." >&2 && exit 1; }
hub=$(docker volume inspect --format '{{index .Labels "io.rlmprov.hub"}}' "$VOLUME" 2>/dev/null) ||
    { echo "$WHO has no files on this host. \"rlmprov users\" lists who has." >&2 && exit 1; }
case $hub in
    "$HUB" | '' | '<no value>') ;;
    *) echo "The files of $WHO belong to the hub $hub." >&2 && exit 1 ;;
esac
server=$(docker container inspect --format '{{index .Config.Labels "io.rlmprov.hub"}}' "$CONTAINER" 2>/dev/null) || server=
if [ "$server" = "$HUB" ]; then
    # The hub notices within ten seconds. It may remove the container at the same time.
    docker stop --time 10 "$CONTAINER" >/dev/null 2>&1 || true
    docker rm --force "$CONTAINER" >/dev/null 2>&1 || true
fi
# Renames within one volume: nothing is copied, no link is followed, and a full disk is no obstacle.
# shellcheck disable=SC2016 # for the shell in the container
exec docker run --rm --network none --log-driver none --read-only --user 0:0 \
    --cap-drop ALL --cap-add DAC_OVERRIDE --cap-add FOWNER --cap-add CHOWN --security-opt no-new-privileges \
    --memory 128m --pids-limit 32 -v "$VOLUME:/home:nocopy" "$image" sh -euc '
    cd /home
    old=./before-reset-$1
    chmod u+rwx .
    left() { find . -mindepth 1 -maxdepth 1 ! -name "before-reset-*" "$@"; }
    [ -n "$(left -print -quit)" ] || { echo nothing && exit; }
    mkdir "$old"
    left -exec mv -t "$old" -- {} +
    chown --reference=. "$old"' sh "$TIME" </dev/null
