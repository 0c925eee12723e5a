#!/bin/sh
# Gives the engine its base image from an archive, for hosts that reach no registry.
#
# Variables: BASE  the name that it must have then
# Input:     an archive of docker save, plain or gzip
# Output:    what docker load says
# Exit:      0, 1 failed, 65 the archive holds another image
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock

has_base() { docker image inspect "$BASE" >/dev/null 2>&1; }

if has_base; then
    # Read to its end, or the sender fails with a broken pipe.
    cat >/dev/null
    echo "==> $BASE is there"
    exit 0
fi
echo "==> Loading $BASE"
said=$(docker load 2>&1) || { echo "$said" >&2 && exit 1; }
echo "$said"
# Since Docker 27 a broken archive is told, but not as a failure.
case $said in *'Error unpacking'*) exit 1 ;; esac
# An image that was saved by its id has no name.
nameless=$(echo "$said" | sed -n 's/^Loaded image ID: //p' | tail -n 1)
[ -z "$nameless" ] || docker tag "$nameless" "$BASE"
has_base || { echo "The archive holds another image than $BASE: $said" >&2 && exit 65; }
