#!/bin/sh
# Builds an image of ours from its context on the host, unless it is there: its tag says what is in it.
#
# Variables: KIND  hub or singleuser
#            TAG   first 12 hexadecimal digits of the context's digest
#            BASE  name of the base image; pulled if the engine does not have it
#            DIR   the context
# Input:     none
# Output:    the builder's plain lines
# Exit:      0, or that of docker build
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
# Not --progress: the classic builder, used where buildx is missing, does not know it.
export BUILDKIT_PROGRESS=plain DOCKER_CLI_HINTS=false

image=rlm-$KIND:$TAG
if docker image inspect "$image" >/dev/null 2>&1; then
    echo "==> $image is there"
    exit 0
fi
# Builds run on Docker's own bridge. Where that lets packets through that are too large for the host's way out, downloads
# hang: then they use the host's network.
mtu() { cat "/sys/class/net/$1/mtu" 2>/dev/null || echo 1500; }
device=$(ip -4 route show default 2>/dev/null | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1)
network=default
[ "$(mtu "${device:-none}")" -ge "$(mtu docker0)" ] || network=host
echo "==> Building $image from $DIR on $BASE"
said=$(mktemp)
trap 'rm -f "$said"' EXIT
# Both outputs on stdout, in their order. A pipeline has the status of its last command: the builder's goes its own way.
exec 4>&1
failed=$({ { docker build --network "$network" --build-arg "BASE=$BASE" --tag "$image" "$DIR" 2>&1 3>&- || echo $? >&3; } | tee "$said" >&4; } 3>&1)
if [ -n "$failed" ]; then
    if grep -q 'x509: \|certificate signed by unknown authority' "$said"; then
        echo "If the base image was to be pulled: the engine knows only certificates that were there when it started." >&2
        echo "On the host: systemctl restart docker. It stops all containers; or set images.base-archive." >&2
    fi
    exit "$failed"
fi
echo "==> Built $image"
