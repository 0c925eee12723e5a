#!/bin/sh
# Stops the hub that setup.sh or rlmprov made on this machine. Users' work stays; setup.sh finds it again.
#
# Usage:  ansible-free-scripts/teardown.sh [--purge] [--yes] [HUB_NAME]     as root
#           HUB_NAME  if it is not given: that of .env beside this script, else rlm-class
#           --purge   removes users' work, the hub's database, images and files too, after asking for the hub's name
#           --yes     does not ask
# Exit:   0, 1 failed or not confirmed, 64 wrong usage or .env, 75 another one is at work on this hub
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
HUB='' purge=no yes=no
for argument; do
    case $argument in
        --purge) purge=yes ;;
        --yes) yes=yes ;;
        [a-z]*) HUB=$argument ;;
        *) sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" >&2 && exit 64 ;;
    esac
done
[ "$(id -u)" = 0 ] || { echo "teardown.sh must run as root: sudo $0" >&2 && exit 1; }
if [ -z "$HUB" ]; then
    HUB=rlm-class
    . "$here/env-file.sh"
    setting() { [ "$1" != HUB_NAME ] || HUB=$2; }
    [ ! -e "$here/.env" ] || read_env "$here/.env"
fi
case $HUB in [!a-z]* | '' | *[!a-z0-9-]*) echo "\"$HUB\" is no name of a hub" >&2 && exit 64 ;; esac
[ -d "/opt/rlmprov/$HUB" ] || { echo "There is no hub $HUB on this machine." >&2 && exit 1; }
export HUB

state=/var/lib/rlmprov/$HUB
if [ "$purge" = yes ]; then
    # Those without a label are of an unmanaged hub that was there before, unless another unmanaged hub runs.
    nameless=yes
    docker ps --format '{{.Names}} {{.Image}} {{.Label "io.rlmprov.hub"}}' |
        awk '$3 == "" && $1 !~ /^jupyter-/ && ($1 ~ /jupyterhub/ || $2 ~ /jupyterhub/) { found = 1 } END { exit !found }' && nameless=no
    volumes=$({
        docker volume ls --filter 'name=^jupyterhub-user-' --format '{{.Name}} {{.Label "io.rlmprov.hub"}}' |
            awk -v hub="$HUB" -v nameless="$nameless" '$2 == hub || ($2 == "" && nameless == "yes") { print $1 }'
        docker volume ls --quiet --filter "name=^rlmprov-$HUB-hub$"
    })
    images=$(docker image ls --filter label=io.rlmprov.image --format '{{.Repository}}:{{.Tag}}' | grep '^rlm-' || true)
    echo "These volumes go with all that is in them:"
    echo "${volumes:-none}"
    if [ "$yes" = no ]; then
        printf 'Type the name of the hub to remove them: '
        read -r answer || answer=
        [ "$answer" = "$HUB" ] || { echo "Nothing was removed." >&2 && exit 1; }
    fi
fi
# Not while somebody thinks about the question.
mkdir -p "$state"
. "$here/hold-lock.sh"
trap 'rm -f "$state/lock.holder"' EXIT
trap 'exit 1' HUP INT TERM
. "$here/take-turn.sh"
sh "$here/stop-stack.sh"
sh "$here/remove-servers.sh"
if [ "$purge" = yes ]; then
    VOLUMES=$volumes sh "$here/purge-volumes.sh"
    REMOVE=1 sh "$here/firewall.sh"
    IMAGES=$images PURGE=1 sh "$here/remove-hub.sh"
fi
