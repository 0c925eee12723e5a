#!/bin/sh
# Ends hub and proxy and removes their containers. Users' servers go on, network and volumes stay. Works by label, so
# that it needs neither compose nor its file.
#
# Variables: HUB   name of the hub
# Input:     none
# Output:    names of what was removed
# Exit:      0, 1 failed
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock

ids=$(docker ps --all --quiet --filter "label=com.docker.compose.project=rlmprov-$HUB")
[ -n "$ids" ] || exit 0
# shellcheck disable=SC2086 # one word per container
docker stop --time 30 $ids >/dev/null
# shellcheck disable=SC2086
docker inspect --format 'removed container {{slice .Name 1}}' $ids
# shellcheck disable=SC2086
docker rm --force $ids >/dev/null
