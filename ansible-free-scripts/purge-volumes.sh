#!/bin/sh
# Removes volumes with all that is in them: those that are named, and all that have the hub's label, since a user may have
# logged in for the first time after they were named. There is no way back.
#
# Variables: HUB      name of the hub
#            VOLUMES  their names, one per line: jupyterhub-user-... and rlmprov-HUB-... only
# Input:     none
# Output:    names of what was removed
# Exit:      0, 1 failed, 65 VOLUMES names one that is not ours; then nothing was removed
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock

printf '%s\n' "$VOLUMES" | while IFS= read -r volume; do
    case $volume in
        '' | jupyterhub-user-?* | "rlmprov-$HUB"-?*) ;;
        *) echo "\"$volume\" is no volume of this hub" >&2 && exit 65 ;;
    esac
done || exit 65
labelled=$(docker volume ls --quiet --filter "label=io.rlmprov.hub=$HUB" --filter name=^jupyterhub-user-)
printf '%s\n' "$VOLUMES" "$labelled" | while IFS= read -r volume; do
    [ -n "$volume" ] || continue
    docker volume inspect "$volume" >/dev/null 2>&1 || continue
    docker volume rm "$volume" >/dev/null
    echo "removed volume $volume"
done
