#!/bin/sh
# Asks the hub's container whether a user's server could start now.
#
# Variables: HUB   name of the hub
# Input:     none
# Output:    what rlmprov-check in the hub's image says; "==> done: Started no test user's server: WHY" of a hub that is
#            full
# Exit:      that of rlmprov-check: 0 it could, or was not tried
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
said=$(docker exec "rlmprov-$HUB-hub" rlmprov-check 2>&1) || { status=$? && echo "$said" >&2 && exit $status; }
case $said in
    'not tried: '*) echo "==> done: Started no test user's server: ${said#not tried: }" ;;
    *) echo "$said" ;;
esac
