#!/bin/sh
# Brings hub and proxy up as .env and compose.yaml say, and waits until the hub answers through the proxy. Containers
# whose service did not change keep running.
#
# Variables: HUB        name of the hub
#            HTTP_PORT  TCP port on the host; empty: the one that the proxy got there for the host alone
#            SERVICES   the services, separated by blanks
#            FIRST      optional: 1 starts but SERVICES, leaves all others as they are, and waits for nothing
#            PATIENCE   optional: seconds to wait for the answer; 120 if not given
# Input:     none
# Output:    what compose does; on failure, the last lines of all containers on stderr
# Exit:      0 the hub answers, 1 failed
set -eu
umask 022
export LC_ALL=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export DOCKER_HOST=unix:///var/run/docker.sock
files=/opt/rlmprov/$HUB
at=127.0.0.1:$HTTP_PORT

# Compose prefers the environment to .env, and reads settings of its own from there: which files, profiles and project.
for variable in $(env | sed -n 's/^\(COMPOSE_[A-Za-z0-9_]*\)=.*/\1/p'); do unset "$variable"; done
unset BASE_URL
while IFS='=' read -r name value; do export "$name=$value"; done <"$files/.env"
# There HTTP_PORT has the address, if the port is open on one only, and BASE_URL is the path of the hub, if it has one.
case $HTTP_PORT in *.*:*) at=$HTTP_PORT ;; esac
health=${BASE_URL:-/}hub/health
url=http://$at$health

has() { command -v "$1" >/dev/null 2>&1; }
# With the file named, compose does not merge a compose.override.yaml that lies beside it.
compose() {
    docker compose --progress plain --project-name "rlmprov-$HUB" --project-directory "$files" \
        --file "$files/compose.yaml" --env-file "$files/.env" "$@"
}

# A bare host has neither curl nor wget, but every Debian and Ubuntu has perl-base.
answers() {
    if has curl; then
        curl -fsS --noproxy '*' --max-time 5 -o /dev/null "$url" 2>/dev/null
    elif has perl; then
        perl -MIO::Socket::INET -e '
            $SIG{ALRM} = sub { exit 1 };
            alarm 5;
            my $s = IO::Socket::INET->new(PeerAddr => $ARGV[0]) or exit 1;
            print $s "GET $ARGV[1] HTTP/1.0\r\nHost: localhost\r\n\r\n";
            exit(<$s> =~ m{^HTTP/1\.[01] 200 } ? 0 : 1)' "$at" "$health"
    else
        wget -q -T 5 -O /dev/null "$url" 2>/dev/null
    fi
}

# Which containers compose makes here is kept: how a container was made cannot be told from its labels alone, which anybody
# can give to another one of the same name.
kept=/var/lib/rlmprov/$HUB/containers
id_of() { docker inspect --type container --format '{{.Id}}' "rlmprov-$HUB-$1" 2>/dev/null; }
bring_up() {
    known=unknown
    [ ! -f "$kept" ] || known=$(cat "$kept")
    before=$(for service in $SERVICES; do id_of "$service" || true; done)
    # Whoever kills this leaves containers of ours that are not in it.
    rm -rf "$kept" "$kept.new"
    failed=
    compose up --detach --no-build "$@" 2>&1 || failed=1
    if [ -d "${kept%/*}" ]; then
        {
            # The one that is started first is kept beside the others.
            [ "$known" = unknown ] || printf '%s\n' "$known" | grep -Evx "($(echo "$SERVICES" | tr ' ' '|')) .*" || true
            for service in $SERVICES; do
                id=$(id_of "$service") || continue
                case "$before" in
                    *"$id"*) [ "$known" = unknown ] || printf '%s\n' "$known" | grep -qx "$service $id" || continue ;;
                esac
                echo "$service $id"
            done
        } >"$kept.new"
        mv -f "$kept.new" "$kept"
    fi
    [ -z "$failed" ] || { last_lines && exit 1; }
}

seconds() { IFS=. read -r up _ </proc/uptime && echo "$up"; }

last_lines() {
    for service in $SERVICES; do
        echo "--- last lines of rlmprov-$HUB-$service:"
        docker logs --tail 20 "rlmprov-$HUB-$service" 2>&1 || true
    done >&2
}

if [ "${FIRST:-}" = 1 ]; then
    echo "==> Starting $SERVICES"
    # shellcheck disable=SC2086 # one word per service
    bring_up --no-deps $SERVICES
    exit 0
fi
echo "==> Starting hub and proxy"
bring_up --remove-orphans
# An address without a port: any free one.
case $at in *:) at=$(docker port "rlmprov-$HUB-proxy" 8000/tcp | head -n 1) && url=http://$at$health ;; esac
echo "==> Waiting for $url"
# By the clock: a try at a hub that takes no packet lasts as long as several of one that refuses.
begin=$(seconds)
until answers; do
    if [ $(($(seconds) - begin)) -ge "${PATIENCE:-120}" ]; then
        last_lines
        echo "The hub did not answer at $url within ${PATIENCE:-120} seconds." >&2
        exit 1
    fi
    sleep 1
done
echo "==> The hub answers"
