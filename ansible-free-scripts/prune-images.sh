#!/bin/sh
# Removes images of ours but those that are named. One that a container or another hub needs stays.
#
# Variables: HUB   name of the hub
#            KEEP  their names, one per line, as rlm-hub:0123456789ab
# Input:     none
# Output:    names of what was removed
# Exit:      0, 1 failed
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock

images=$(docker image ls --filter label=io.rlmprov.image --format '{{.Repository}}:{{.Tag}}')
printf '%s\n' "$images" | while IFS= read -r image; do
    case $image in rlm-hub:?* | rlm-singleuser:?* | rlm-tls:?*) ;; *) continue ;; esac
    ! printf '%s\n' "$KEEP" | grep -qxF "$image" || continue
    # No container uses a singleuser image while nobody is logged in: the other hubs' files know.
    if grep -lF "$image" /opt/rlmprov/*/.env /opt/rlmprov/*/settings.json 2>/dev/null |
        grep -qv "^/opt/rlmprov/$HUB/"; then continue; fi
    # The engine refuses while a container was made from it; the next change of an image tries again.
    if docker image rm "$image" >/dev/null 2>&1; then echo "removed image $image"; fi
done
