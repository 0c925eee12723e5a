#!/bin/sh
# Prints who has spent what on language models, from the gateway of a hub. Changes nothing.
#
# Variables: HUB   name of the hub
#            AS    json or csv
#            ALL   1: since the first call; 0: in the current period of the budget
# Input:     none
# Output:    what GET /usage or GET /usage.csv of the gateway's admin API answers (docs/GATEWAY.md)
# Exit:      0, 1 failed, with the reason on stderr
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock

gateway=rlmprov-$HUB-gateway
state=$(docker inspect --format '{{.State.Status}}' "$gateway" 2>/dev/null || echo absent)
case $state in
    running) ;;
    absent) echo "The hub $HUB has no gateway on this host. Set llm.mode to gateway in hub.yaml and apply." >&2 && exit 1 ;;
    *) echo "The gateway of the hub $HUB does not run: it is $state. rlmprov apply starts it." >&2 && exit 1 ;;
esac
case $AS in
    csv) path="/usage.csv?all=$ALL" ;;
    *) path="/usage?all=$ALL" ;;
esac
docker exec "$gateway" python -m rlmprov_gateway.ask GET "$path"
