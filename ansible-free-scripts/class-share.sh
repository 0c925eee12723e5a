#!/bin/sh
# Brings what is shared to the users' servers that run now; a server that starts later brings it itself. Each server does it
# with its user's rights, in its own container: nothing of a user's files is touched from outside.
#
# Variables: HUB   name of the hub
#            NEWS  one line that JupyterLab shows to everybody once
# Input:     none
# Output:    a line for each running server: brought USER, kept USER (an edited copy stays, the new one is beside it),
#            later USER (it runs since before the hub could share: with its next start), or failed USER
# Exit:      0, 1 failed
set -eu
umask 022
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
class=/opt/rlmprov/$HUB/class

# bring CONTAINER USER: what the server prints is its user's, and is not shown.
bring() {
    # shellcheck disable=SC2016 # for the shell in the container
    said=$(timeout 90 docker exec "$1" sh -c \
        '[ -d /srv/shared ] || exit 3; exec timeout 60 sync-notebooks /srv/shared "$HOME" shared' 2>&1 </dev/null) &&
        status=0 || status=$?
    case $status:$said in
        0:*'edited by the user and kept'*) echo "kept $2" ;;
        0:*) echo "brought $2" ;;
        3:*) echo "later $2" ;;
        *) echo "failed $2" ;;
    esac
}

servers=$(docker ps --filter "label=io.rlmprov.hub=$HUB" --filter label=io.rlmprov.user \
    --format '{{.Names}} {{.Label "io.rlmprov.user"}}')
count=0
while read -r container user; do
    [ -n "$container" ] || continue
    bring "$container" "$user" &
    count=$((count + 1))
    # A server that does not answer holds up seven others, and not a hundred.
    [ $((count % 8)) -ne 0 ] || wait
done <<END
$servers
END
wait
printf '%s\n' "$NEWS" >"$class/news.new"
mv -f "$class/news.new" "$class/news"
