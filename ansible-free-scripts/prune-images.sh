#!/bin/sh
# Removes images of ours that a newer one has replaced. Those that a container or another hub needs stay.
#
# Variables: HUB     name of the hub
#            IMAGES  their names, one per line: rlm-hub:... and rlm-singleuser:... only
# Input:     none
# Output:    names of what was removed
# Exit:      0, 65 IMAGES names an image that is not ours
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock

printf '%s\n' "$IMAGES" | while IFS= read -r image; do
    case $image in
        '') continue ;;
        rlm-hub:?* | rlm-singleuser:?*) ;;
        *) echo "\"$image\" is no image of ours" >&2 && exit 65 ;;
    esac
    # No container uses a singleuser image while nobody is logged in: the other hubs' files know.
    if grep -lF "$image" /opt/rlmprov/*/.env /opt/rlmprov/*/settings.json 2>/dev/null |
        grep -qv "^/opt/rlmprov/$HUB/"; then continue; fi
    # The engine refuses while a container was made from it; the next change of an image tries again.
    if docker image rm "$image" >/dev/null 2>&1; then echo "removed image $image"; fi
done
