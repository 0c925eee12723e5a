#!/bin/sh
# Takes certificates out of what the service tls finds when it starts. They are kept in the folder set-aside of its volume.
#
# Variables: HUB      name of the hub
#            FOLDERS  folders with a certificate and its key, as AUTHORITY/NAME, separated by blanks
# Input:     none
# Output:    what was set aside
# Exit:      0 they are not there any more, 1 failed
set -eu
umask 077
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
data=$(docker volume inspect --format '{{.Mountpoint}}' "rlmprov-$HUB-tls")

for folder in $FOLDERS; do
    [ -d "$data/certificates/$folder" ] || continue
    rm -rf "$data/set-aside/$folder"
    mkdir -p "$data/set-aside/${folder%/*}"
    mv "$data/certificates/$folder" "$data/set-aside/$folder"
    echo "==> Set aside $folder"
done
