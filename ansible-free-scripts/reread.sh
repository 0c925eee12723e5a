#!/bin/sh
# Makes a running service read its files again, without a restart.
#
# Variables: CONTAINER  name of the service's container
#            COMMAND    what to run in it, one word per line
#            PATIENCE   optional: seconds to wait for a service that is still starting; 30 if not given
# Input:     none
# Output:    what the command prints
# Exit:      0 the service took its files, 1 failed
set -eu
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock

set -f
IFS='
'
# shellcheck disable=SC2086 # one word per line
set -- $COMMAND
waited=0
# 75 is EX_TEMPFAIL of sysexits.h: the service does not answer yet.
until docker exec "$CONTAINER" "$@"; do
    status=$?
    if [ "$status" -ne 75 ] || [ "$waited" -ge "${PATIENCE:-30}" ]; then exit 1; fi
    sleep 1
    waited=$((waited + 1))
done
