#!/bin/sh
# Ends users' servers and removes their containers. Their work lies in volumes and stays.
#
# Variables: HUB   name of the hub
# Input:     none
# Output:    names of what was removed
# Exit:      0, 1 failed
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock

# Ours by label; and what a spawner without our labels has put on our network.
ids=$({
    docker ps --all --no-trunc --filter "label=io.rlmprov.hub=$HUB" --format '{{.ID}} {{.Label "com.docker.compose.project"}}'
    docker ps --all --no-trunc --filter "network=rlmprov-$HUB" --filter 'name=^jupyter-' --format '{{.ID}} {{.Label "com.docker.compose.project"}}'
} | awk '$2 == "" { print $1 }' | sort -u)
[ -n "$ids" ] || exit 0
# The spawner removes what it sees ended, so each may be gone before we get to it.
# shellcheck disable=SC2086 # one word per container
docker inspect --format 'removed container {{slice .Name 1}}' $ids 2>/dev/null || true
# shellcheck disable=SC2086
docker stop --time 10 $ids >/dev/null 2>&1 || true
# shellcheck disable=SC2086
docker rm --force $ids >/dev/null 2>&1 || true
left=$(docker ps --all --quiet --filter "label=io.rlmprov.hub=$HUB" --filter 'name=^jupyter-')
[ -z "$left" ] || { echo "these containers could not be removed: $left" >&2 && exit 1; }
