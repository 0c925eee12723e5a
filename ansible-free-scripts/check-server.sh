#!/bin/sh
# Asks the hub's container whether a user's server could start now.
#
# Variables: HUB   name of the hub
# Input:     none
# Output:    what rlmprov-check in the hub's image says; "not tried: WHY" of a hub that is full
# Exit:      that of rlmprov-check: 0 it could, or was not tried
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
exec docker exec "rlmprov-$HUB-hub" rlmprov-check
