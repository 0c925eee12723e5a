#!/bin/sh
# Removes what is left of a hub without its stack and servers: networks, images, files and certificates. Keeps all
# volumes with data in them, and with them the key, the journal and what teachers left for their class. Docker itself stays.
#
# Variables: HUB     name of the hub
#            IMAGES  optional: names of images to remove, one per line, rlm-hub:..., rlm-singleuser:... and rlm-tls:...
#                    only; those that another hub of this host needs stay
#            PURGE   optional: 1 removes /var/lib/rlmprov/HUB too
# Input:     none
# Output:    what was removed or kept, one line each
# Exit:      0, 1 failed, 65 IMAGES names an image that is not ours
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
case $HUB in '' | *[!a-z0-9-]*) echo "HUB is \"$HUB\"" >&2 && exit 65 ;; esac
files=/opt/rlmprov/$HUB
state=/var/lib/rlmprov/$HUB
store=/usr/local/share/ca-certificates

if command -v docker >/dev/null 2>&1; then
    for network in "rlmprov-$HUB" "rlmprov-$HUB-control" "rlmprov-$HUB-front"; do
        docker network inspect "$network" >/dev/null 2>&1 || continue
        docker network rm "$network" >/dev/null
        echo "removed network $network"
    done
    # It holds but the socket between hub and engine.
    docker volume rm --force "rlmprov-$HUB-engine" >/dev/null
    printf '%s\n' "${IMAGES:-}" | while IFS= read -r image; do
        case $image in
            '') continue ;;
            rlm-hub:?* | rlm-singleuser:?* | rlm-tls:?*) ;;
            *) echo "\"$image\" is no image of ours" >&2 && exit 65 ;;
        esac
        docker image inspect "$image" >/dev/null 2>&1 || continue
        # No container uses a singleuser image while nobody is logged in: the other hubs' files know.
        if grep -lF "$image" /opt/rlmprov/*/.env /opt/rlmprov/*/settings.json 2>/dev/null | grep -qv "^$files/"; then
            echo "kept image $image: another hub needs it"
        elif docker image rm "$image" >/dev/null; then
            echo "removed image $image"
        else
            echo "kept image $image: a container uses it"
        fi
    done
fi

removed=no
for certificate in "$store/rlmprov-$HUB"-*.crt; do
    [ -e "$certificate" ] || continue
    rm -f "$certificate"
    echo "removed certificate ${certificate##*/}"
    removed=yes
done
# Without --fresh, links to what was removed stay in /etc/ssl/certs.
[ "$removed" = no ] || update-ca-certificates --fresh >/dev/null

# prepare.sh brings it back.
if [ "${PURGE:-}" != 1 ] && [ -d "$files/class" ] && [ ! -L "$files/class" ]; then
    mkdir -p "$state"
    rm -rf "$state/class"
    mv -T "$files/class" "$state/class"
fi
if [ -d "$files" ]; then
    rm -rf "$files" "/opt/rlmprov/.$HUB.staging"
    echo "removed $files"
fi
if [ "${PURGE:-}" = 1 ]; then
    rm -rf "$state"
    echo "removed $state"
else
    rm -f "$state/record.json" "$state/unproven" "$state/proven" "$state/containers" "$state"/image.*
fi
# Only if this was the last hub.
rmdir /opt/rlmprov /var/lib/rlmprov 2>/dev/null || true
