#!/bin/sh
# Makes the hub's network and volumes, which outlive the compose project. Before the network is there, volumes of users that
# an unmanaged hub has left are given to our user, who could not write there if that hub's servers ran as somebody else.
#
# Variables: HUB      name of the hub
#            VOLUMES  names of the volumes, one per line
#            SUBNET   optional: of the network, as 10.210.0.0/22; Docker takes one from its pools otherwise
# Input:     none
# Output:    what was made or set right, one line each
# Exit:      0, 1 failed, as where such volumes may be of another hub that runs
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
label=io.rlmprov.hub=$HUB

# Those that have a label are right, or another hub's: a spawner of ours made them.
take_over() {
    nameless=$(docker volume ls --filter name=^jupyterhub-user- --filter driver=local \
        --format '{{.Mountpoint}} {{.Name}} {{.Label "io.rlmprov.hub"}}' | awk '$3 == "" { print $1, $2 }')
    [ -n "$nameless" ] || return 0
    rival=$(docker ps --format '{{.Names}} {{.Image}} {{.Label "io.rlmprov.hub"}}' |
        awk '$3 == "" && $1 !~ /^jupyter-/ && ($1 ~ /jupyterhub/ || $2 ~ /jupyterhub/) { print $1; exit }')
    if [ -n "$rival" ]; then
        echo "Container $rival looks like another JupyterHub, and these volumes may be of its users:" >&2
        echo "$nameless" | sed 's/.* /  /' >&2
        echo "This hub would take them over. If they are, use another host; else end that container for now." >&2
        exit 1
    fi
    echo "$nameless" | while read -r path name; do
        if [ -d "$path" ] && [ "$(stat -c %u "$path")" != 1000 ]; then
            chown -R -h 1000:1000 "$path"
            echo "volume $name now belongs to its user"
        fi
    done
}

# Docker gives a bridge 1500, whatever the host has, and its daemon's own setting is not for networks that somebody makes.
# Where the host has less, TCP is told by firewall.nft, but nothing else is.
smaller_mtu() {
    device=$(ip -4 route show default 2>/dev/null | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1)
    [ -r "/sys/class/net/${device:-none}/mtu" ] || return 0
    read -r mtu <"/sys/class/net/$device/mtu"
    [ "$mtu" -ge 1500 ] || echo "--opt com.docker.network.driver.mtu=$mtu"
}

if ! docker network inspect "rlmprov-$HUB" >/dev/null 2>&1; then
    take_over
    # shellcheck disable=SC2046 # two words or none
    docker network create --driver bridge --ipv6=false $(smaller_mtu) ${SUBNET:+--subnet "$SUBNET"} --label "$label" \
        "rlmprov-$HUB" >/dev/null
    echo "made network rlmprov-$HUB"
fi
printf '%s\n' "$VOLUMES" | while IFS= read -r volume; do
    docker volume inspect "$volume" >/dev/null 2>&1 ||
        { docker volume create --label "$label" "$volume" >/dev/null && echo "made volume $volume"; }
done
# With a secret that others can read the hub does not start, nor with another thing in place of a file.
data=$(docker volume inspect --format '{{.Mountpoint}}' "rlmprov-$HUB-hub" 2>/dev/null) || exit 0
for kept in jupyterhub.sqlite jupyterhub_cookie_secret rlmprov_check_token; do
    path=$data/$kept
    [ -e "$path" ] || [ -L "$path" ] || continue
    if [ ! -f "$path" ] || [ -L "$path" ]; then
        rm -rf "$path.aside"
        mv -T "$path" "$path.aside"
        echo "moved $path aside: it was no file"
        continue
    fi
    chown root:root "$path"
    case $kept in *.sqlite) chmod u+rw,go-w "$path" ;; *) chmod 600 "$path" ;; esac
done
