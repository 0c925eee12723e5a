#!/bin/sh
# Prints who is in, who was, and who never came, as the hub's database has it. Changes nothing.
#
# Variables: HUB   name of the hub
# Input:     none
# Output:    one JSON object; images/hub/rlmprov_hub/people.py says what is in it
# Exit:      0, 1 failed
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock

running=$(docker ps --quiet --filter "name=^rlmprov-$HUB-hub\$" 2>/dev/null || true)
[ -n "$running" ] || { echo "The hub $HUB does not run on this host." >&2 && exit 1; }
# An image of an older release has no such module: the next apply builds a newer one.
docker exec "rlmprov-$HUB-hub" python -m rlmprov_hub.people
