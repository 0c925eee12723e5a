#!/bin/sh
# Makes the hub's network and volume, which outlive the compose project; and gives volumes of users that another hub has
# left to our user, who could not write there if that hub's servers ran as somebody else.
#
# Variables: HUB   name of the hub
# Input:     none
# Output:    what was made, one line each
# Exit:      0, 1 failed
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
label=io.rlmprov.hub=$HUB

docker network inspect "rlmprov-$HUB" >/dev/null 2>&1 ||
    { docker network create --driver bridge --ipv6=false --label "$label" "rlmprov-$HUB" >/dev/null && echo "made network rlmprov-$HUB"; }
docker volume inspect "rlmprov-$HUB-hub" >/dev/null 2>&1 ||
    { docker volume create --label "$label" "rlmprov-$HUB-hub" >/dev/null && echo "made volume rlmprov-$HUB-hub"; }

# Those that have our label are right: the spawner made them.
docker volume ls --filter name=^jupyterhub-user- --filter driver=local \
    --format '{{.Mountpoint}} {{.Name}} {{.Label "io.rlmprov.hub"}}' | while read -r path name maker; do
    if [ -z "$maker" ] && [ -d "$path" ] && [ "$(stat -c %u "$path")" != 1000 ]; then
        chown -R -h 1000:1000 "$path"
        echo "volume $name now belongs to its user"
    fi
done
