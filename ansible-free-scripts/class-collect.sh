#!/bin/sh
# Prints everybody's copy of a file or folder as a tar archive, also of those whose server does not run. A container without
# network reads the users' volumes, which it cannot write to; images/hub/rlmprov_class/collect.py says what is left out.
#
# Variables: HUB      name of the hub
#            COLLECT  path of the file or folder in a user's home
# Input:     none
# Output:    a tar archive: USER/PATH for each file, and report.json at the end
# Exit:      0, 1 failed
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock

image=$(docker container inspect --format '{{.Image}}' "rlmprov-$HUB-hub" 2>/dev/null) ||
    { echo "There is no hub $HUB on this host." >&2 && exit 1; }
# The user of rlmprov-check is nobody. A volume without a label is of an unmanaged hub.
volumes=$(docker volume ls --filter name=^jupyterhub-user- --format '{{.Name}} {{.Label "io.rlmprov.hub"}}')
set --
while read -r volume hub; do
    case $volume:$hub in
        : | jupyterhub-user-rlmprov-2dcheck:*) ;;
        *:"$HUB" | *:) set -- "$@" -v "$volume:/homes/${volume#jupyterhub-user-}:ro,nocopy" ;;
    esac
done <<END
$volumes
END
[ $# -gt 0 ] || { echo "Nobody has files on this host yet." >&2 && exit 1; }
# No log: the engine would keep a second copy of all files in it.
exec docker run --rm --network none --log-driver none --read-only --user 0:0 \
    --cap-drop ALL --cap-add DAC_READ_SEARCH --security-opt no-new-privileges \
    --memory 512m --memory-swap 512m --pids-limit 32 \
    "$@" "$image" python -m rlmprov_class.collect "$COLLECT" </dev/null
