#!/bin/sh
# Makes the hub's network and volume, which outlive the compose project.
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
