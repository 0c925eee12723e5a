#!/bin/sh
# Builds an image of ours from its context on the host, unless it is there: its tag says what is in it.
#
# Variables: KIND  hub, singleuser or tls
#            TAG   first 12 hexadecimal digits of the context's digest
#            BASE  name of the base image; pulled if the engine does not have it
#            DIR   the context, in a hub's folder; the hub's state keeps the image's id
#            ROOT  optional: prefix of /var/lib, for tests
# Input:     none
# Output:    the builder's plain lines
# Exit:      0, or that of docker build
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
# Not --progress: the classic builder, used where buildx is missing, does not know it.
export BUILDKIT_PROGRESS=plain DOCKER_CLI_HINTS=false

image=rlm-$KIND:$TAG
hub=${DIR#/opt/rlmprov/}
kept_file=${ROOT:-}/var/lib/rlmprov/${hub%%/*}/image.$KIND

# A name can be given to any image, so the id is kept by which the probe knows this one: of the last builds, since the hub runs
# an older image until it starts again.
id_of() { docker image inspect --format '{{.Id}}' "$1" 2>/dev/null; }
keep_id() {
    {
        grep -sv "^$image " "$kept_file" | tail -n 3
        echo "$image $(id_of "$image")"
    } >"$kept_file.new"
    mv -f "$kept_file.new" "$kept_file"
}

kept=$(sed -n "s/^$image //p" "$kept_file" 2>/dev/null || true)
if [ -n "$kept" ] && [ "$(id_of "$image")" != "$kept" ] && [ -n "$(id_of "$kept")" ]; then
    docker image tag "$kept" "$image"
    echo "==> $image is what was built under this name again"
    exit 0
fi
if id=$(id_of "$image") && { [ -z "$kept" ] || [ "$kept" = "$id" ]; }; then
    keep_id
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
keep_id
echo "==> Built $image"
